/* Numbers as text. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Two digits at a time, because each division waits for the one before. */
static char *magnitude_before(char *end, uint64_t magnitude) {
    while (magnitude >= 100) {
        unsigned pair = (unsigned)(magnitude % 100);
        magnitude /= 100;
        *--end = (char)('0' + pair % 10);
        *--end = (char)('0' + pair / 10);
    }
    if (magnitude >= 10) {
        *--end = (char)('0' + magnitude % 10);
        magnitude /= 10;
    }
    *--end = (char)('0' + magnitude);
    return end;
}

char *ori_decimal_before(char *end, int64_t value) {
    if (value >= 0) return magnitude_before(end, (uint64_t)value);
    end = magnitude_before(end, 0 - (uint64_t)value);
    *--end = '-';
    return end;
}

void ori_int_to_str(OriStr *out, int64_t value) {
    char digits[ORI_DECIMAL_SIZE], *end = digits + sizeof digits, *start = ori_decimal_before(end, value);
    *out = ori_str_copy(start, end - start);
}

void ori_byte_to_str(OriStr *out, uint8_t value) { ori_int_to_str(out, value); }

void ori_bool_to_str(OriStr *out, bool value) { *out = value ? ori_str_copy("true", 4) : ori_str_copy("false", 5); }

/* A positive finite number as `0.DDD * 10^point`, without trailing zeros. */
#define MAX_DIGITS 17
typedef struct {
    char digits[MAX_DIGITS];
    int count;
    int point;
} Decimal;

/* `value` correctly rounded to `precision` digits. The C library writes and reads the decimal point of the current
 * locale; only its digits are looked at. */
static Decimal rounded(double value, int precision) {
    char text[64];
    snprintf(text, sizeof text, "%.*e", precision - 1, value);
    Decimal result = {.count = 0, .point = 0};
    const char *at = text;
    for (; *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9') result.digits[result.count++] = *at;
    }
    result.point = atoi(at + 1) + 1;
    return result;
}

static double value_of(const Decimal *decimal) {
    char text[64];
    snprintf(text, sizeof text, "%.*se%d", decimal->count, decimal->digits, decimal->point - decimal->count);
    return strtod(text, NULL);
}

static void strip_zeros(Decimal *decimal) {
    while (decimal->count > 1 && decimal->digits[decimal->count - 1] == '0') decimal->count--;
}

/* The next larger decimal of as many digits. */
static Decimal successor(Decimal decimal) {
    int last = decimal.count - 1;
    while (last >= 0 && decimal.digits[last] == '9') decimal.digits[last--] = '0';
    if (last >= 0) {
        decimal.digits[last]++;
    } else {
        decimal.digits[0] = '1';
        decimal.point++;
    }
    return decimal;
}

/* The shortest decimal that reads back as `value`, and of those the nearest.
 *
 * Up to 15 digits survive a trip through a normal double (DBL_DIG), so if 15 digits read back, the shortest decimal
 * is those without trailing zeros; 17 always do. The nearest decimal of a length may fail and the next larger one
 * still read back, because the gap above a power of two is wider than the gap below. */
static Decimal shortest(double value) {
    for (int precision = value < DBL_MIN ? 1 : DBL_DIG; precision < MAX_DIGITS; precision++) {
        Decimal nearest = rounded(value, precision);
        if (value_of(&nearest) == value) {
            strip_zeros(&nearest);
            return nearest;
        }
        Decimal larger = successor(nearest);
        if (value_of(&larger) == value) {
            strip_zeros(&larger);
            return larger;
        }
    }
    Decimal exact = rounded(value, MAX_DIGITS);
    strip_zeros(&exact);
    return exact;
}

static int64_t maximum(int64_t left, int64_t right) { return left > right ? left : right; }

/* The decimal written out, without exponent: `-0.00DDD`, `-DD.D` or `-DDD000`. */
static OriStr written_out(const Decimal *decimal, bool is_negative) {
    int64_t point = decimal->point;
    int64_t whole = maximum(point, 1);
    int64_t fraction = maximum(decimal->count - point, 0);
    OriStr text;
    char *end = ori_str_begin(&text, is_negative + whole + (fraction > 0) + fraction);
    if (is_negative) *end++ = '-';
    for (int64_t i = point - whole; i < point + fraction; i++) {
        if (i == point && fraction > 0) *end++ = '.';
        *end++ = i >= 0 && i < decimal->count ? decimal->digits[i] : '0';
    }
    return text;
}

void ori_float_to_str(OriStr *out, double value) {
    const double exact_integers = 9007199254740992.0; /* 2^53 */
    double magnitude = fabs(value);
    bool is_negative = signbit(value);
    if (isnan(value)) {
        *out = ori_str_copy("NaN", 3);
    } else if (isinf(value)) {
        *out = is_negative ? ori_str_copy("-inf", 4) : ori_str_copy("inf", 3);
    } else if (magnitude < exact_integers && magnitude == floor(magnitude)) {
        char digits[ORI_DECIMAL_SIZE], *end = digits + sizeof digits;
        char *start = magnitude_before(end, (uint64_t)magnitude);
        if (is_negative) *--start = '-'; /* also of a zero */
        *out = ori_str_copy(start, end - start);
    } else {
        Decimal decimal = shortest(magnitude);
        *out = written_out(&decimal, is_negative);
    }
}

/* What the C library wrote, with a point for the decimal point of the current locale; `written` is overwritten. */
static OriStr with_point(char *written, int length) {
    char *end = written;
    bool is_behind_point = false;
    for (int i = 0; i < length; i++) {
        bool is_point = strchr("0123456789+-e", written[i]) == NULL;
        if (!is_point) *end++ = written[i];
        if (is_point && !is_behind_point) *end++ = '.';
        is_behind_point |= is_point;
    }
    return ori_str_copy(written, end - written);
}

/* 309 digits before the point, a sign, a point, and the decimals the caller may ask for. */
#define MAX_DECIMALS 1100
#define FIXED_SIZE (MAX_DECIMALS + 320)

static int within(int64_t decimals) { return decimals < MAX_DECIMALS ? (int)decimals : MAX_DECIMALS; }

void ori_float_fixed(OriStr *out, double value, int64_t decimals) {
    char written[FIXED_SIZE];
    *out = with_point(written, snprintf(written, sizeof written, "%.*f", within(decimals), value));
}

void ori_float_scientific(OriStr *out, double value, int64_t decimals) {
    int shown = within(decimals);
    char written[FIXED_SIZE];
    if (decimals >= 0 || value == 0.0) {
        *out = with_point(written, snprintf(written, sizeof written, "%.*e", decimals < 0 ? 0 : shown, value));
        return;
    }
    Decimal decimal = shortest(fabs(value));
    int length = snprintf(written, sizeof written, "%s%c%s%.*se%+03d", signbit(value) ? "-" : "", decimal.digits[0],
                          decimal.count > 1 ? "." : "", decimal.count - 1, decimal.digits + 1, decimal.point - 1);
    *out = ori_str_copy(written, length);
}
