/* Numbers: as texts and from texts, and what panics. */
#include <float.h>
#include <math.h>

#include "check.h"

static void test_scalars_as_text(void) {
    CHECK_MADE(ori_int_to_str(&made, 0), "0");
    CHECK_MADE(ori_int_to_str(&made, -17), "-17");
    CHECK_MADE(ori_int_to_str(&made, 9), "9");
    CHECK_MADE(ori_int_to_str(&made, 10), "10");
    CHECK_MADE(ori_int_to_str(&made, 99), "99");
    CHECK_MADE(ori_int_to_str(&made, 100), "100");
    CHECK_MADE(ori_int_to_str(&made, -1005), "-1005");
    CHECK_MADE(ori_int_to_str(&made, INT64_MAX), "9223372036854775807");
    CHECK_MADE(ori_int_to_str(&made, INT64_MIN), "-9223372036854775808");
    CHECK_MADE(ori_byte_to_str(&made, 255), "255");
    CHECK_MADE(ori_bool_to_str(&made, true), "true");
    CHECK_MADE(ori_bool_to_str(&made, false), "false");
}

static void test_floats_are_short_and_without_exponent(void) {
    CHECK_MADE(ori_float_to_str(&made, 0.0), "0");
    CHECK_MADE(ori_float_to_str(&made, -0.0), "-0");
    CHECK_MADE(ori_float_to_str(&made, 3.0), "3");
    CHECK_MADE(ori_float_to_str(&made, 2.75), "2.75");
    CHECK_MADE(ori_float_to_str(&made, 0.1), "0.1");
    CHECK_MADE(ori_float_to_str(&made, -0.1 - 0.2), "-0.30000000000000004");
    CHECK_MADE(ori_float_to_str(&made, 9007199254740993.0), "9007199254740992");
    CHECK_MADE(ori_float_to_str(&made, 1e23), "100000000000000000000000");
    CHECK_MADE(ori_float_to_str(&made, 1.5e-7), "0.00000015");
    CHECK_MADE(ori_float_to_str(&made, ldexp(1.0, -44)), "0.00000000000005684341886080802");
    CHECK_MADE(ori_float_to_str(&made, INFINITY), "inf");
    CHECK_MADE(ori_float_to_str(&made, -INFINITY), "-inf");
    CHECK_MADE(ori_float_to_str(&made, NAN), "NaN");
    OriStr smallest;
    ori_float_to_str(&smallest, DBL_TRUE_MIN);
    CHECK(smallest.length == 326 && smallest.data[325] == '5' && smallest.data[324] == '0');
    release(smallest);
}

static void test_floats_with_decimals_are_rounded_as_they_are_in_binary(void) {
    CHECK_MADE(ori_float_fixed(&made, 2.25, 1), "2.2");
    CHECK_MADE(ori_float_fixed(&made, 2.5, 0), "2");
    CHECK_MADE(ori_float_fixed(&made, -0.001, 2), "-0.00");
    CHECK_MADE(ori_float_fixed(&made, 1e23, 0), "99999999999999991611392");
    CHECK_MADE(ori_float_fixed(&made, 0.1, 20), "0.10000000000000000555");
    OriStr longest;
    ori_float_fixed(&longest, -DBL_MAX, 1100);
    CHECK(longest.length == 1 + 309 + 1 + 1100 && longest.data[310] == '.');
    release(longest);
}

static void test_floats_with_an_exponent(void) {
    CHECK_MADE(ori_float_scientific(&made, 1500.0, -1), "1.5e+03");
    CHECK_MADE(ori_float_scientific(&made, -0.005, -1), "-5e-03");
    CHECK_MADE(ori_float_scientific(&made, 0.0, -1), "0e+00");
    CHECK_MADE(ori_float_scientific(&made, -0.0, 2), "-0.00e+00");
    CHECK_MADE(ori_float_scientific(&made, DBL_TRUE_MIN, -1), "5e-324");
    CHECK_MADE(ori_float_scientific(&made, DBL_MAX, -1), "1.7976931348623157e+308");
    CHECK_MADE(ori_float_scientific(&made, ldexp(1.0, -44), -1), "5.684341886080802e-14");
    CHECK_MADE(ori_float_scientific(&made, 9.5, 0), "1e+01");
}

typedef struct {
    int64_t left;
    int64_t right;
    double number;
} Operands;

static void power(void *arguments, void *result) {
    Operands *operands = arguments;
    *(int64_t *)result = ori_int_power(operands->left, operands->right, &here);
}

static void truncate_float(void *arguments, void *result) {
    *(int64_t *)result = ori_float_to_int(((Operands *)arguments)->number, &here);
}

/* The result, or the message of the panic as text, compared with what is expected. */
static void check_call(OriEntry entry, Operands operands, int64_t expected, const char *message, int line) {
    OriPanic panic;
    int64_t result = 0;
    if (ori_try(entry, &operands, &result, &panic) == 0) {
        check(message == NULL && result == expected, "the right result", __FILE__, line);
        return;
    }
    check(message != NULL && is_text(panic.message, message), "the right panic", __FILE__, line);
    check(panic.file == here.file && panic.function == here.function, "the right place", __FILE__, line);
    check(panic.line == here.line && panic.column == here.column, "the right line", __FILE__, line);
    release(panic.message);
}

#define CHECK_POWER(base, exponent, expected, message) \
    check_call(power, (Operands){.left = (base), .right = (exponent)}, (expected), (message), __LINE__)
#define CHECK_TRUNCATION(value, expected, message) \
    check_call(truncate_float, (Operands){.number = (value)}, (expected), (message), __LINE__)

static void test_powers(void) {
    const char *overflow = "integer overflow";
    CHECK_POWER(0, 0, 1, NULL);
    CHECK_POWER(2, 62, INT64_C(1) << 62, NULL);
    CHECK_POWER(2, 63, 0, overflow);
    CHECK_POWER(-2, 63, INT64_MIN, NULL);
    CHECK_POWER(-2, 64, 0, overflow);
    CHECK_POWER(INT64_MIN, 1, INT64_MIN, NULL);
    CHECK_POWER(INT64_MIN, 2, 0, overflow);
    CHECK_POWER(-1, INT64_MAX, -1, NULL);
    CHECK_POWER(1, INT64_MAX, 1, NULL);
    CHECK_POWER(0, INT64_MAX, 0, NULL);
    CHECK_POWER(3, 39, INT64_C(4052555153018976267), NULL);
    CHECK_POWER(3, 40, 0, overflow);
    CHECK_POWER(2, -1, 0, "negative exponent on integer");
    CHECK(ori_float_power(2.0, 0.5) == sqrt(2.0));
}

static void test_functions_of_floats(void) {
    CHECK(ori_float_sqrt(9.0) == 3.0 && isnan(ori_float_sqrt(-1.0)));
    CHECK(fabs(ori_float_cbrt(-27.0) + 3.0) < 1e-12);
    CHECK(ori_float_exp(0.0) == 1.0 && ori_float_ln(1.0) == 0.0);
    CHECK(ori_float_log2(8.0) == 3.0 && ori_float_log10(1000.0) == 3.0);
    CHECK(ori_float_sin(0.0) == 0.0 && ori_float_cos(0.0) == 1.0 && ori_float_tan(0.0) == 0.0);
    CHECK(ori_float_asin(0.0) == 0.0 && ori_float_acos(1.0) == 0.0 && ori_float_atan(0.0) == 0.0);
    CHECK(ori_float_atan2(0.0, 1.0) == 0.0);
}

static void test_texts_become_floats(void) {
    const char *digits = "0.1000000000000000055511151231257827021181583404541015625000000000000000000000000000";
    CHECK(ori_str_to_float("-2.5e9", 4) == -2.5);
    CHECK(ori_str_to_float((char *)digits, (int64_t)strlen(digits)) == 0.1);
    OriStr small = text_of("12.5");
    CHECK(ori_str_to_float(small.data, small.length) == 12.5);
}

static void test_floats_become_ints(void) {
    const char *out_of_range = "conversion out of range";
    CHECK_TRUNCATION(2.9, 2, NULL);
    CHECK_TRUNCATION(-2.9, -2, NULL);
    CHECK_TRUNCATION(-9223372036854775808.0, INT64_MIN, NULL);
    CHECK_TRUNCATION(9223372036854774784.0, INT64_C(9223372036854774784), NULL);
    CHECK_TRUNCATION(9223372036854775808.0, 0, out_of_range);
    CHECK_TRUNCATION(-9223372036854777856.0, 0, out_of_range);
    CHECK_TRUNCATION(NAN, 0, out_of_range);
    CHECK_TRUNCATION(INFINITY, 0, out_of_range);
}

void run_numbers(void) {
    run(test_scalars_as_text);
    run(test_floats_are_short_and_without_exponent);
    run(test_floats_with_decimals_are_rounded_as_they_are_in_binary);
    run(test_floats_with_an_exponent);
    run(test_powers);
    run(test_functions_of_floats);
    run(test_texts_become_floats);
    run(test_floats_become_ints);
}
