/* Arithmetic that is more than an instruction. */
#include <math.h>

#include "internal.h"

double ori_float_power(double base, double exponent) { return pow(base, exponent); }

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
