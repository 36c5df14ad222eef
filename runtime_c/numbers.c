/* Arithmetic that is more than an instruction. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

double ori_float_power(double base, double exponent) { return pow(base, exponent); }
double ori_float_sqrt(double value) { return sqrt(value); }
double ori_float_cbrt(double value) { return cbrt(value); }
double ori_float_exp(double value) { return exp(value); }
double ori_float_ln(double value) { return log(value); }
double ori_float_log2(double value) { return log2(value); }
double ori_float_log10(double value) { return log10(value); }
double ori_float_sin(double value) { return sin(value); }
double ori_float_cos(double value) { return cos(value); }
double ori_float_tan(double value) { return tan(value); }
double ori_float_asin(double value) { return asin(value); }
double ori_float_acos(double value) { return acos(value); }
double ori_float_atan(double value) { return atan(value); }
double ori_float_atan2(double y, double x) { return atan2(y, x); }

/* The text is a decimal number already; `strtod` wants a NUL behind it. */
double ori_str_to_float(char *data, int64_t length) {
    const OriStr number = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&number);
    char small[64];
    char *text = (size_t)bytes.length < sizeof small ? small : malloc((size_t)bytes.length + 1);
    if (text == NULL) abort();
    memcpy(text, bytes.data, (size_t)bytes.length);
    text[bytes.length] = '\0';
    double value = strtod(text, NULL);
    if (text != small) free(text);
    return value;
}

/* By squaring. The square is taken only when a factor is still to come, so if it overflows the power does too: its
 * magnitude is at least that of the square, and 2^63, which would still fit when negative, is no square. */
int64_t ori_int_power(int64_t base, int64_t exponent, const OriLocation *at) {
    if (exponent < 0) ori_panic_negative_exponent(at);
    int64_t result = 1;
    while (exponent > 0) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result)) ori_panic_integer_overflow(at);
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) ori_panic_integer_overflow(at);
    }
    return result;
}

int64_t ori_float_to_int(double value, const OriLocation *at) {
    const double limit = 9223372036854775808.0; /* 2^63; its negative is the smallest int */
    if (!(value >= -limit && value < limit)) ori_panic_conversion_out_of_range(at);
    return (int64_t)value;
}
