/* The runtime's own tests: `runtime_test` runs them all, `runtime_test NAME` provokes one of the ways to abort.
 *
 * Built with the runtime's sources, sanitizers and `counting_allocator.h`. Each test ends with no block in use.
 */
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "counting_allocator.h"

static int failures;

static void check(bool holds, const char *what, int line) {
    if (holds) return;
    failures++;
    fprintf(stderr, "runtime_test.c:%d: not so: %s\n", line, what);
}

#define CHECK(condition) check((condition), #condition, __LINE__)

static bool is_text(OriStr text, const char *expected) {
    OriBytes bytes = ori_str_bytes(&text);
    return bytes.length == (int64_t)strlen(expected) && memcmp(bytes.data, expected, strlen(expected)) == 0;
}

static void release(OriStr text) { ori_rc_decrement(ori_str_object(text), NULL); }

static bool is_same(OriStr left, OriStr right) { return left.data == right.data && left.length == right.length; }

/* Consumes the text. */
#define CHECK_TEXT(text, expected) check_text((text), (expected), __LINE__)
static void check_text(OriStr text, const char *expected, int line) {
    check(is_text(text, expected), expected, line);
    OriBytes bytes = ori_str_bytes(&text);
    if (!is_text(text, expected)) fprintf(stderr, "  but: %.*s\n", (int)bytes.length, bytes.data);
    release(text);
}

static const OriLocation here = {"tests/a.ori", "f", 3, 7};

/* --- Counted objects --- */

static void check_sharing(void) {
    void *data = ori_rc_alloc(24);
    CHECK(ori_rc_is_unique(data));
    CHECK(ori_header(data)->size == 24);
    CHECK((uintptr_t)data % 16 == 0);
    ori_rc_increment(data);
    CHECK(!ori_rc_is_unique(data));
    ori_rc_increment(data);
    CHECK(ori_header(data)->count == 3);
    ori_rc_decrement(data, NULL);
    ori_rc_decrement(data, NULL);
    CHECK(ori_rc_is_unique(data));
    CHECK(ori_rc_live() == 1);
    ori_rc_decrement(data, NULL);
    CHECK(ori_rc_live() == 0);
}

static void test_a_new_object_is_unique_until_it_is_shared(void) {
    check_sharing();
    ori_has_tasks = true;
    check_sharing();
    ori_has_tasks = false;
}

static void test_null_is_a_no_op(void) {
    ori_rc_increment(NULL);
    ori_rc_decrement(NULL, NULL);
    ori_rc_free(NULL);
    CHECK(!ori_rc_is_unique(NULL));
}

static void test_an_immortal_object_never_changes(void) {
    for (int64_t count = -1; count < 0; count = count == -1 ? ORI_COUNT_IMMORTAL : 1) {
        struct {
            OriHeader header;
            char text[8];
        } object = {{5, count}, "hello"};
        ori_rc_increment(object.text);
        ori_rc_decrement(object.text, NULL);
        ori_rc_decrement(object.text, NULL);
        CHECK(object.header.count == count);
        CHECK(!ori_rc_is_unique(object.text));
    }
}

typedef struct Node {
    struct Node *next;
    int *dropped;
} Node;

static void drop_node(void *data) {
    Node *node = data;
    ++*node->dropped;
    ori_rc_decrement(node->next, drop_node);
}

static Node *new_node(Node *next, int *dropped) {
    Node *node = ori_rc_alloc(sizeof *node);
    *node = (Node){.next = next, .dropped = dropped};
    return node;
}

static void test_the_last_owner_drops_the_children(void) {
    int dropped = 0;
    Node *tail = new_node(NULL, &dropped);
    Node *list = new_node(tail, &dropped);
    ori_rc_increment(tail);
    ori_rc_decrement(list, drop_node);
    CHECK(dropped == 1);
    CHECK(ori_rc_is_unique(tail));
    ori_rc_decrement(tail, drop_node);
    CHECK(dropped == 2);
}

static void test_a_long_list_is_dropped_on_a_small_stack(void) {
    enum { LENGTH = 300000 };
    int dropped = 0;
    Node *list = NULL;
    for (int i = 0; i < LENGTH; i++) list = new_node(list, &dropped);
    CHECK(ori_rc_live() == LENGTH);
    ori_rc_decrement(list, drop_node);
    CHECK(dropped == LENGTH);
    CHECK(ori_rc_live() == 0);
}

static void test_a_dead_cell_is_freed_without_a_look_at_its_content(void) {
    int dropped = 0;
    Node *node = new_node((Node *)8, &dropped);
    ori_rc_free(node);
    CHECK(dropped == 0);
    CHECK(ori_rc_live() == 0);
}

static void *share_often(void *data) {
    for (int i = 0; i < 20000; i++) {
        ori_rc_increment(data);
        ori_rc_decrement(data, NULL);
    }
    ori_rc_decrement(data, NULL);
    return NULL;
}

static void test_threads_agree_on_the_count(void) {
    pthread_t threads[4];
    void *data = ori_rc_alloc(8);
    ori_has_tasks = true;
    for (int i = 0; i < 4; i++) ori_rc_increment(data);
    for (int i = 0; i < 4; i++) CHECK(pthread_create(&threads[i], NULL, share_often, data) == 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    CHECK(ori_rc_is_unique(data));
    ori_rc_decrement(data, NULL);
    ori_has_tasks = false;
}

/* --- Texts --- */

static OriStr text_of(const char *text) { return ori_str_copy(text, (int64_t)strlen(text)); }

static OriStr concat(OriStr left, OriStr right) {
    OriStr both;
    ori_str_concat(&both, left.data, left.length, right.data, right.length);
    return both;
}

static const char letters[] = "abcdefghijklmnopqrstuvwxyz";

static void test_short_texts_are_in_their_words(void) {
    for (int64_t length = 0; length <= 24; length++) {
        OriStr text = ori_str_copy(letters, length);
        CHECK((text.length < 0) == (length <= ORI_STR_INLINE));
        CHECK(ori_rc_live() == (length > ORI_STR_INLINE));
        OriBytes bytes = ori_str_bytes(&text);
        CHECK(bytes.length == length && memcmp(bytes.data, letters, (size_t)length) == 0);
        OriStr begun;
        memcpy(ori_str_begin(&begun, length), letters, (size_t)length);
        CHECK(is_same(text, begun) == (length <= ORI_STR_INLINE));
        CHECK(ori_str_equal(text.data, text.length, begun.data, begun.length));
        release(begun);
        release(text);
    }
    OriStr empty = ori_str_copy(NULL, 0);
    CHECK(is_same(empty, ORI_STR_EMPTY));
    unsigned char words[16];
    OriStr text = text_of("abc");
    memcpy(words, &text, sizeof words);
    CHECK(words[0] == 'a' && words[2] == 'c' && words[3] == 0 && words[14] == 0 && words[15] == 0x83);
}

static void test_concatenation(void) {
    for (int64_t left = 0; left <= 26; left++) {
        for (int64_t right = 0; left + right <= 26; right++) {
            OriStr first = ori_str_copy(letters, left), second = ori_str_copy(letters + left, right);
            OriStr whole = ori_str_copy(letters, left + right), both = concat(first, second);
            CHECK(ori_str_equal(both.data, both.length, whole.data, whole.length));
            CHECK((both.length < 0) == (left + right <= ORI_STR_INLINE));
            release(both);
            release(whole);
            release(second);
        }
    }
}

static void test_concatenation_copies_no_more_than_it_must(void) {
    OriStr right = text_of("that is long enough");
    OriStr left = text_of("this is long, too, ");
    ori_rc_increment(left.data);
    OriStr both = concat(left, right);
    CHECK(both.data != left.data && ori_rc_is_unique(left.data));
    CHECK_TEXT(both, "this is long, too, that is long enough");
    both = concat(left, ORI_STR_EMPTY);
    CHECK(both.data == left.data && ori_rc_is_unique(both.data));
    release(both);
    both = concat(ORI_STR_EMPTY, right);
    CHECK(both.data == right.data);
    release(both);
    CHECK(is_same(concat(ORI_STR_EMPTY, ORI_STR_EMPTY), ORI_STR_EMPTY));
    release(right);
}

static void test_a_text_nobody_else_has_grows_in_place(void) {
    OriStr text = text_of("a");
    const OriStr more = text_of("bc");
    int moves = 0;
    for (int i = 0; i < 1000; i++) {
        char *before = text.data;
        text = concat(text, more);
        moves += text.length >= 0 && text.data != before;
    }
    CHECK(text.length == 2001 && moves < 30);
    CHECK(text.data[0] == 'a' && text.data[1999] == 'b' && text.data[2000] == 'c');
    OriStr twice = text_of("sixteen or more.");
    CHECK_TEXT(concat(twice, twice), "sixteen or more.sixteen or more.");
    release(text);
}

static OriStr with_int(OriStr text, int64_t value) {
    OriStr longer;
    ori_str_append_int(&longer, text.data, text.length, value);
    return longer;
}

static void test_digits_are_appended(void) {
    CHECK_TEXT(with_int(ORI_STR_EMPTY, 0), "0");
    CHECK_TEXT(with_int(text_of("n = "), -17), "n = -17");
    CHECK_TEXT(with_int(text_of("fourteen bytes"), 1), "fourteen bytes1");
    CHECK_TEXT(with_int(text_of("fourteen bytes"), 10), "fourteen bytes10");
    CHECK_TEXT(with_int(ORI_STR_EMPTY, INT64_MIN), "-9223372036854775808");
    CHECK_TEXT(with_int(with_int(text_of("a text with room, "), 100), 99), "a text with room, 10099");
    OriStr shared = text_of("a text of two owners");
    ori_rc_increment(shared.data);
    CHECK_TEXT(with_int(shared, 5), "a text of two owners5");
    CHECK_TEXT(shared, "a text of two owners");
}

static int64_t find(const char *text, const char *part, int64_t start) {
    OriStr in = text_of(text), what = text_of(part);
    int64_t found = ori_str_find(in.data, in.length, what.data, what.length, start);
    release(in);
    release(what);
    return found;
}

static void test_a_part_is_found(void) {
    CHECK(find("abcab", "ab", 0) == 0);
    CHECK(find("abcab", "ab", 1) == 3);
    CHECK(find("abcab", "ab", 4) == -1);
    CHECK(find("abcab", "abcabc", 0) == -1);
    CHECK(find("aaab", "ab", 0) == 2);
    CHECK(find("ab", "", 2) == 2);
    CHECK(find("ab", "", 3) == -1);
    CHECK(find("", "a", 0) == -1);
    CHECK(find("a long text with an end", "an end", 2) == 17);
    CHECK(find("a long text with an end", "a long text with an end", 0) == 0);
}

static void check_bytes(const char *data, int64_t length) {
    OriStr text = ori_str_copy(data, length);
    OriList *bytes = ori_str_to_bytes(text.data, text.length);
    CHECK(bytes->length == length && memcmp(bytes->elements, data, (size_t)length) == 0);
    OriStr again;
    ori_str_from_bytes(&again, bytes);
    CHECK(ori_str_equal(text.data, text.length, again.data, again.length));
    release(again);
    release(text);
    ori_rc_decrement(bytes, NULL);
}

static void test_texts_and_their_bytes(void) {
    check_bytes("a\0b", 3);
    check_bytes("a longer\0 one, too", 18);
    CHECK(ori_str_to_bytes(ORI_STR_EMPTY.data, ORI_STR_EMPTY.length) == NULL);
    OriStr text;
    ori_str_from_bytes(&text, NULL);
    CHECK(is_same(text, ORI_STR_EMPTY));
}

static int order_of(const char *left_bytes, int64_t left_length, const char *right_bytes, int64_t right_length) {
    OriStr left = ori_str_copy(left_bytes, left_length), right = ori_str_copy(right_bytes, right_length);
    int64_t order = ori_str_compare(left.data, left.length, right.data, right.length);
    CHECK(ori_str_equal(left.data, left.length, right.data, right.length) == (order == 0));
    release(left);
    release(right);
    return (order > 0) - (order < 0);
}

static void test_comparison_is_by_bytes(void) {
    CHECK(order_of(NULL, 0, NULL, 0) == 0);
    CHECK(order_of(NULL, 0, "a", 1) < 0);
    CHECK(order_of("ab", 2, "ab", 2) == 0);
    CHECK(order_of("ab", 2, "ac", 2) < 0);
    CHECK(order_of("b", 1, "ab", 2) > 0);
    CHECK(order_of("ab", 2, "abc", 3) < 0);
    CHECK(order_of("\xC3", 1, "z", 1) > 0);
    CHECK(order_of("a\0b", 3, "a\0c", 3) < 0);
    CHECK(order_of("a", 1, "a\0", 2) < 0);
    CHECK(order_of(letters, 15, letters, 16) < 0);
    CHECK(order_of(letters, 16, letters, 16) == 0);
    CHECK(order_of(letters, 17, letters + 1, 3) < 0);
    CHECK(order_of(letters + 1, 16, letters, 17) > 0);
}

#define CHECK_MADE(call, expected)   \
    do {                             \
        OriStr made;                 \
        call;                        \
        CHECK_TEXT(made, expected);  \
    } while (0)

static int64_t hash_of(const char *data) {
    OriStr text = text_of(data);
    int64_t hash = ori_str_hash(text.data, text.length);
    release(text);
    return hash;
}

static void test_hashes_are_fnv_1a(void) {
    CHECK(hash_of("") == (int64_t)UINT64_C(0xCBF29CE484222325));
    CHECK(hash_of("a") == (int64_t)UINT64_C(0xAF63DC4C8601EC8C));
    CHECK(hash_of("foobar") == (int64_t)UINT64_C(0x85944171F73967E8));
    CHECK(hash_of("\xFF") == (int64_t)UINT64_C(0xAF64724C8602EB6E));
    CHECK(hash_of("chongo was here!\n") == (int64_t)UINT64_C(0x46810940EFF5F915));
}

static OriStr slice(OriStr text, int64_t start, int64_t end) {
    OriStr part;
    ori_str_slice(&part, text.data, text.length, start, end);
    return part;
}

static void test_slices_are_copies(void) {
    OriStr text = ori_str_copy(letters, 26);
    for (int64_t start = 0; start <= 26; start++) {
        for (int64_t end = start; end <= 26; end++) {
            OriStr part = slice(text, start, end), copy = ori_str_copy(letters + start, end - start);
            CHECK(ori_str_equal(part.data, part.length, copy.data, copy.length));
            CHECK((part.length < 0) == (end - start <= ORI_STR_INLINE));
            release(part);
            release(copy);
        }
    }
    OriStr whole = slice(text, 0, 26);
    CHECK(is_same(whole, text));
    release(whole);
    release(text);
    OriStr number;
    ori_int_to_str(&number, 1234567);
    CHECK_TEXT(slice(number, 1, 4), "234");
    CHECK(is_same(slice(number, 3, 3), ORI_STR_EMPTY));
    CHECK(is_same(slice(number, 0, 7), number));
    CHECK(is_same(slice(ORI_STR_EMPTY, 0, 0), ORI_STR_EMPTY));
}

static void quote(OriStr *out, const char *data, int64_t length) {
    OriStr text = ori_str_copy(data, length);
    ori_str_debug(out, text.data, text.length);
    release(text);
}

static void test_debug_form_escapes_what_the_source_would(void) {
    CHECK_MADE(quote(&made, NULL, 0), "\"\"");
    CHECK_MADE(quote(&made, "\n\t\r\\\0\"'x", 8), "\"\\n\\t\\r\\\\\\0\\\"'x\"");
    CHECK_MADE(quote(&made, "\x01\xC3\xA9", 3), "\"\x01\xC3\xA9\"");
    CHECK_MADE(ori_char_debug(&made, '\''), "'\\''");
    CHECK_MADE(ori_char_debug(&made, '"'), "'\"'");
    CHECK_MADE(ori_char_debug(&made, 0), "'\\0'");
    CHECK_MADE(ori_char_debug(&made, 0x20AC), "'\xE2\x82\xAC'");
}

static void test_characters_become_utf8(void) {
    CHECK_MADE(ori_char_to_str(&made, 0x7F), "\x7F");
    CHECK_MADE(ori_char_to_str(&made, 0x80), "\xC2\x80");
    CHECK_MADE(ori_char_to_str(&made, 0x7FF), "\xDF\xBF");
    CHECK_MADE(ori_char_to_str(&made, 0x800), "\xE0\xA0\x80");
    CHECK_MADE(ori_char_to_str(&made, 0xFFFF), "\xEF\xBF\xBF");
    CHECK_MADE(ori_char_to_str(&made, 0x10000), "\xF0\x90\x80\x80");
    CHECK_MADE(ori_char_to_str(&made, 0x10FFFF), "\xF4\x8F\xBF\xBF");
    OriStr nul;
    ori_char_to_str(&nul, 0);
    CHECK(is_same(nul, ori_str_copy("", 1)));
}

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

/* --- Output --- */

static void test_captures_nest(void) {
    char large[5000];
    memset(large, 'x', sizeof large);
    OriStr inner;
    OriStr outer;
    ori_output_capture_begin();
    ori_print("a", 1);
    ori_output_capture_begin();
    ori_print(large, sizeof large);
    ori_print(ORI_STR_EMPTY.data, ORI_STR_EMPTY.length);
    ori_output_capture_end(&inner);
    ori_print("b", 1);
    ori_output_capture_end(&outer);
    CHECK(inner.length == sizeof large + 2 && inner.data[inner.length - 1] == '\n');
    release(inner);
    CHECK_TEXT(outer, "a\nb\n");
    ori_output_capture_end(&outer);
    CHECK(is_same(outer, ORI_STR_EMPTY));
}

/* --- Panics --- */

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
        check(message == NULL && result == expected, "the right result", line);
        return;
    }
    check(message != NULL && is_text(panic.message, message), "the right panic", line);
    check(panic.file == here.file && panic.function == here.function, "the right place", line);
    check(panic.line == here.line && panic.column == here.column, "the right line", line);
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

static void release_text_at_scope_end(OriStr *text) { release(*text); }

static void release_at_scope_end(void **data) { ori_rc_decrement(*data, NULL); }

/* The message itself is released on the way out, like every other owned value. */
static void panic_at_depth(int64_t depth) {
    __attribute__((cleanup(release_at_scope_end))) void *owned = ori_rc_alloc(8);
    if (depth == 0) {
        __attribute__((cleanup(release_text_at_scope_end))) OriStr message = text_of("at the very bottom");
        ori_panic(message.data, message.length, &here);
    }
    if (depth > 0) panic_at_depth(depth - 1);
}

static void panic_entry(void *arguments, void *result) {
    (void)result;
    panic_at_depth(*(int64_t *)arguments);
}

static void test_a_panic_runs_the_cleanups_of_all_frames(void) {
    for (int64_t depth = 0; depth < 200; depth += 50) {
        OriPanic panic;
        CHECK(ori_try(panic_entry, &depth, NULL, &panic) == 1);
        CHECK(ori_rc_live() == 1);
        CHECK_TEXT(panic.message, "at the very bottom");
    }
}

static void nested_entry(void *arguments, void *result) {
    OriPanic panic;
    int64_t depth = 3;
    CHECK(ori_try(panic_entry, &depth, NULL, &panic) == 1);
    release(panic.message);
    *(int *)result = 1;
    if (arguments != NULL) ori_panic_division_by_zero(NULL);
}

static void test_tries_nest(void) {
    OriPanic panic;
    int seen = 0;
    CHECK(ori_try(nested_entry, NULL, &seen, &panic) == 0 && seen == 1);
    CHECK(ori_try(nested_entry, &seen, &seen, &panic) == 1);
    CHECK(panic.file == NULL && panic.line == 0);
    CHECK_TEXT(panic.message, "division by zero");
}

static void fixed_panic(void *arguments, void *result) {
    (void)result;
    (*(void (**)(const OriLocation *))arguments)(&here);
}

static void test_fixed_messages(void) {
    static const struct {
        void (*function)(const OriLocation *);
        const char *message;
    } table[] = {
        {ori_panic_integer_overflow, "integer overflow"},
        {ori_panic_division_by_zero, "division by zero"},
        {ori_panic_modulo_by_zero, "modulo by zero"},
        {ori_panic_negative_exponent, "negative exponent on integer"},
        {ori_panic_shift_negative, "negative shift count"},
        {ori_panic_shift_exceeds_width, "shift count exceeds bit width"},
        {ori_panic_shift_overflow, "shift overflow"},
        {ori_panic_conversion_out_of_range, "conversion out of range"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        OriPanic panic;
        void (*function)(const OriLocation *) = table[i].function;
        CHECK(ori_try(fixed_panic, &function, NULL, &panic) == 1);
        CHECK_TEXT(panic.message, table[i].message);
        CHECK(panic.column == 7);
    }
}

/* --- Lists --- */

static const OriElement number = {.size = 8, .drop_list = ori_list_end};
static const OriElement nothing = {.size = 0, .drop_list = ori_list_end};

static void *numbers(int64_t count) {
    void *list = NULL;
    for (int64_t i = 0; i < count; i++) {
        list = ori_list_with_room(list, &number);
        ((int64_t *)((OriList *)list)->elements)[((OriList *)list)->length++] = i;
    }
    return list;
}

static bool holds(void *data, int64_t count) {
    OriList *list = data;
    if (list->length != count) return false;
    for (int64_t i = 0; i < count; i++) {
        if (((int64_t *)list->elements)[i] != i) return false;
    }
    return true;
}

/* Elements that are cells; dropping one notes its number. */
static int64_t dropped[8];
static int drops;

static void retain_cell(void *value) { ori_rc_increment(*(void **)value); }

static void note_number(void *data) { dropped[drops++] = *(int64_t *)data; }

static void drop_cell(void *value) { ori_rc_decrement(*(void **)value, note_number); }

static void drop_cells(void *data) {
    if (ori_list_is_view(data)) {
        ori_rc_decrement(((OriView *)data)->owner, drop_cells);
        return;
    }
    for (int64_t i = ((OriList *)data)->length - 1; i >= 0; i--) drop_cell(((OriList *)data)->elements + 8 * i);
}

static const OriElement cell = {.size = 8, .retain = retain_cell, .drop = drop_cell, .drop_list = drop_cells};

static void *cells(int64_t count) {
    void *list = NULL;
    for (int64_t i = 0; i < count; i++) {
        list = ori_list_with_room(list, &cell);
        int64_t *content = ori_rc_alloc(8);
        *content = i;
        ((void **)((OriList *)list)->elements)[((OriList *)list)->length++] = content;
    }
    drops = 0;
    return list;
}

static void test_a_list_grows_by_doubling_in_place(void) {
    int64_t sizes = 0, last = 0;
    void *list = NULL;
    for (int64_t i = 0; i < 1000; i++) {
        list = ori_list_with_room(list, &number);
        ((int64_t *)((OriList *)list)->elements)[((OriList *)list)->length++] = i;
        if (ori_header(list)->size != last) sizes++;
        last = ori_header(list)->size;
        CHECK(ori_rc_live() == 1);
    }
    CHECK(sizes == 9);
    CHECK(last == ORI_LIST_ELEMENTS + 8 * 1024);
    CHECK(holds(list, 1000));
    ori_rc_decrement(list, NULL);
}

static void test_a_shared_list_is_copied_before_it_changes(void) {
    void *list = numbers(5);
    CHECK(ori_list_own(list, &number) == list);
    ori_rc_increment(list);
    void *copy = ori_list_own(list, &number);
    CHECK(copy != list && holds(copy, 5) && holds(list, 5));
    CHECK(ori_rc_is_unique(copy) && ori_rc_is_unique(list));
    ori_rc_decrement(copy, NULL);
    ori_rc_increment(list);
    copy = ori_list_with_room(list, &number);
    CHECK(copy != list && holds(copy, 5) && ori_header(copy)->size >= ORI_LIST_ELEMENTS + 8 * 6);
    ori_rc_decrement(copy, NULL);
    ori_rc_decrement(list, NULL);
}

static void test_copies_of_a_list_share_its_elements(void) {
    void *list = cells(3);
    ori_rc_increment(list);
    void *copy = ori_list_own(list, &cell);
    CHECK(ori_rc_live() == 5);
    ori_rc_decrement(list, drop_cells);
    CHECK(drops == 0 && ori_rc_live() == 4);
    ori_rc_decrement(copy, drop_cells);
    CHECK(drops == 3 && dropped[0] == 2 && dropped[1] == 1 && dropped[2] == 0);
}

static void test_a_list_is_shortened_from_the_end(void) {
    void *list = cells(5);
    CHECK(ori_list_truncate(list, 5, &cell) == list && drops == 0);
    CHECK(ori_list_truncate(list, 3, &cell) == list);
    CHECK(drops == 2 && dropped[0] == 4 && dropped[1] == 3);
    ori_rc_increment(list);
    void *one = ori_list_truncate(list, 1, &cell);
    CHECK(one != list && ((OriList *)one)->length == 1 && ((OriList *)list)->length == 3 && drops == 2);
    ori_rc_increment(one);
    CHECK(ori_list_truncate(one, 0, &cell) == NULL);
    ori_rc_decrement(one, drop_cells);
    ori_rc_decrement(list, drop_cells);
    CHECK(drops == 5);
    list = ori_list_truncate(numbers(9), 4, &number);
    CHECK(holds(list, 4));
    ori_rc_decrement(list, NULL);
    CHECK(ori_list_truncate(NULL, 0, &number) == NULL);
}

static void test_room_is_made_in_advance(void) {
    CHECK(ori_list_reserve(NULL, 0, &number) == NULL);
    CHECK(ori_list_reserve(NULL, -1, &number) == NULL);
    void *list = ori_list_reserve(numbers(3), 100, &number);
    CHECK(holds(list, 3) && ori_header(list)->size == ORI_LIST_ELEMENTS + 800);
    CHECK(ori_list_reserve(list, 50, &number) == list);
    ori_rc_increment(list);
    CHECK(ori_list_reserve(list, 3, &number) == list);
    void *copy = ori_list_reserve(list, 4, &number);
    CHECK(copy != list && holds(copy, 3));
    ori_rc_decrement(copy, NULL);
    ori_rc_decrement(list, NULL);
}

static void test_elements_without_bytes_are_counted(void) {
    void *list = NULL;
    for (int64_t i = 0; i < 100; i++) {
        list = ori_list_with_room(list, &nothing);
        ((OriList *)list)->length++;
    }
    CHECK(((OriList *)list)->length == 100 && ori_header(list)->size == ORI_LIST_ELEMENTS);
    list = ori_list_reserve(list, INT64_MAX, &nothing);
    ori_rc_increment(list);
    void *some = ori_list_truncate(list, 7, &nothing);
    CHECK(((OriList *)some)->length == 7);
    ori_rc_decrement(some, NULL);
    ori_rc_decrement(list, NULL);
}

static int64_t number_at(void *list, int64_t index) { return ((int64_t *)(void *)((OriList *)list)->elements)[index]; }

static void test_a_part_is_a_view_that_outlives_its_list(void) {
    int64_t copied = ori_list_copied();
    void *list = numbers(9);
    ori_rc_increment(list);
    void *part = ori_list_slice(list, 2, 7, &number);
    CHECK(((OriList *)part)->length == 5 && number_at(part, 0) == 2 && number_at(part, 4) == 6);
    ori_rc_decrement(list, ori_list_end);
    CHECK(ori_rc_live() == 2);
    ori_rc_increment(part);
    void *inner = ori_list_slice(part, 1, 3, &number);
    CHECK(inner != part && ((OriView *)inner)->owner == list && number_at(inner, 0) == 3);
    ori_rc_decrement(part, ori_list_end);
    CHECK(ori_rc_live() == 2 && ((OriList *)inner)->length == 2);
    CHECK(ori_list_slice(inner, 1, 2, &number) == inner && number_at(inner, 0) == 4);
    CHECK(ori_list_copied() == copied);
    ori_rc_decrement(inner, ori_list_end);
}

static void test_the_ends_of_parts(void) {
    void *list = numbers(4);
    CHECK(ori_list_slice(list, 0, 4, &number) == list);
    CHECK(ori_list_slice(list, 0, 3, &number) == list && holds(list, 3));
    ori_rc_increment(list);
    CHECK(ori_list_slice(list, 3, 3, &number) == NULL);
    ori_rc_increment(list);
    CHECK(ori_list_slice(list, 5, 1, &number) == NULL);
    CHECK(ori_rc_is_unique(list));
    CHECK(ori_list_slice(list, 2, 2, &number) == NULL);
    CHECK(ori_list_slice(NULL, 0, 0, &number) == NULL);
    list = ori_list_reserve(NULL, 3, &nothing);
    ((OriList *)list)->length = 3;
    void *part = ori_list_slice(list, 1, 3, &nothing);
    CHECK(ori_list_is_view(part) && ((OriList *)part)->length == 2);
    part = ori_list_own(part, &nothing);
    CHECK(!ori_list_is_view(part) && ((OriList *)part)->length == 2);
    ori_rc_decrement(part, ori_list_end);
}

static void test_a_view_is_copied_before_it_changes(void) {
    int64_t copied = ori_list_copied();
    void *list = numbers(6);
    void *part = ori_list_slice(list, 1, 5, &number);
    CHECK(ori_rc_is_unique(part) && ori_rc_is_unique(list));
    void *own = ori_list_own(part, &number);
    CHECK(own != part && !ori_list_is_view(own) && number_at(own, 0) == 1 && ((OriList *)own)->length == 4);
    CHECK(ori_list_copied() == copied + 4);
    void *longer = ori_list_with_room(ori_list_slice(own, 1, 4, &number), &number);
    CHECK(!ori_list_is_view(longer) && number_at(longer, 0) == 2 && ori_header(longer)->size >= ORI_LIST_ELEMENTS + 32);
    void *shorter = ori_list_truncate(ori_list_slice(longer, 1, 3, &number), 1, &number);
    CHECK(!ori_list_is_view(shorter) && number_at(shorter, 0) == 3);
    shorter = ori_list_reserve(ori_list_slice(ori_list_with_room(shorter, &number), 0, 1, &number), 50, &number);
    CHECK(!ori_list_is_view(shorter) && ori_header(shorter)->size == ORI_LIST_ELEMENTS + 400);
    ori_rc_decrement(shorter, ori_list_end);
}

static void test_elements_of_views_are_dropped_once(void) {
    void *list = cells(5);
    ori_rc_increment(list);
    void *part = ori_list_slice(list, 1, 3, &cell);
    ori_rc_decrement(list, drop_cells);
    CHECK(drops == 0);
    ori_rc_increment(part);
    void *own = ori_list_own(part, &cell);
    ori_rc_decrement(part, drop_cells);
    CHECK(drops == 3);
    ori_rc_decrement(own, drop_cells);
    CHECK(drops == 5);
}

/* --- Ways to abort --- */

static void panic_in_cleanup(void **data) {
    (void)data;
    ori_panic_division_by_zero(&here);
}

static void panic_twice(void *arguments, void *result) {
    (void)arguments, (void)result;
    __attribute__((cleanup(panic_in_cleanup))) void *owned = NULL;
    ori_panic_integer_overflow(&here);
}

static int provoke(const char *name) {
    OriPanic panic;
    if (strcmp(name, "double-panic") == 0) {
        ori_print("before", 6);
        ori_try(panic_twice, NULL, NULL, &panic);
    } else if (strcmp(name, "panic-outside") == 0) {
        ori_panic_integer_overflow(&here);
    } else if (strncmp(name, "count-overflow", 14) == 0) {
        void *data = ori_rc_alloc(8);
        ori_has_tasks = strcmp(name, "count-overflow-in-tasks") == 0;
        ori_header(data)->count = INT64_C(1) << 62;
        ori_rc_increment(data);
    } else if (strncmp(name, "dead-object", 11) == 0) {
        void *data = ori_rc_alloc(8);
        ori_has_tasks = strcmp(name, "dead-object-in-tasks") == 0;
        ori_header(data)->count = 0;
        ori_rc_decrement(data, NULL);
    } else if (strcmp(name, "out-of-memory") == 0) {
        ori_rc_alloc(INT64_MAX);
    } else if (strcmp(name, "list-too-long") == 0) {
        ori_list_reserve(numbers(1), INT64_MAX / 8 + 2, &number);
    } else if (strcmp(name, "list-too-large") == 0) {
        ori_list_reserve(NULL, INT64_MAX / 8, &number);
    }
    return 0;
}

int main(int argc, char **argv) {
    static void (*const tests[])(void) = {
        test_a_new_object_is_unique_until_it_is_shared,
        test_null_is_a_no_op,
        test_an_immortal_object_never_changes,
        test_the_last_owner_drops_the_children,
        test_a_long_list_is_dropped_on_a_small_stack,
        test_a_dead_cell_is_freed_without_a_look_at_its_content,
        test_threads_agree_on_the_count,
        test_short_texts_are_in_their_words,
        test_concatenation,
        test_concatenation_copies_no_more_than_it_must,
        test_a_text_nobody_else_has_grows_in_place,
        test_digits_are_appended,
        test_a_part_is_found,
        test_texts_and_their_bytes,
        test_comparison_is_by_bytes,
        test_hashes_are_fnv_1a,
        test_slices_are_copies,
        test_debug_form_escapes_what_the_source_would,
        test_characters_become_utf8,
        test_scalars_as_text,
        test_floats_are_short_and_without_exponent,
        test_floats_with_decimals_are_rounded_as_they_are_in_binary,
        test_floats_with_an_exponent,
        test_captures_nest,
        test_powers,
        test_functions_of_floats,
        test_texts_become_floats,
        test_floats_become_ints,
        test_a_panic_runs_the_cleanups_of_all_frames,
        test_tries_nest,
        test_fixed_messages,
        test_a_list_grows_by_doubling_in_place,
        test_a_shared_list_is_copied_before_it_changes,
        test_copies_of_a_list_share_its_elements,
        test_a_list_is_shortened_from_the_end,
        test_room_is_made_in_advance,
        test_elements_without_bytes_are_counted,
        test_a_part_is_a_view_that_outlives_its_list,
        test_the_ends_of_parts,
        test_a_view_is_copied_before_it_changes,
        test_elements_of_views_are_dropped_once,
    };
    if (argc > 1) return provoke(argv[1]);
    ori_rc_count_live(true);
    size_t count = sizeof tests / sizeof *tests;
    for (size_t i = 0; i < count; i++) {
        tests[i]();
        CHECK(ori_rc_live() == 0);
        CHECK(counting_in_use() == 0);
    }
    printf("%zu tests, %d failures\n", count, failures);
    return failures != 0;
}
