/* Texts: both forms, building, comparing, parts, and the quoted form; captured output. */
#include "check.h"

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
    CHECK(ori_str_to_bytes(ORI_STR_EMPTY.data, ORI_STR_EMPTY.length) == ori_list_empty());
    OriStr text;
    ori_str_from_bytes(&text, ori_list_empty());
    CHECK(is_same(text, ORI_STR_EMPTY));
}

static void test_bytes_in_the_memory_of_a_text(void) {
    OriStr text = ori_str_copy("a longer one, too", 17);
    OriList *bytes = ori_str_as_bytes(text.data, text.length);
    CHECK(bytes->length == 17 && bytes->elements == text.data);
    OriStr more;
    OriStr end = ori_str_copy("!", 1);
    ori_str_concat(&more, text.data, text.length, end.data, end.length);
    CHECK(bytes->length == 17 && memcmp(bytes->elements, "a longer one, too", 17) == 0);
    CHECK(bytes->elements != more.data);
    release(more);
    CHECK(bytes->elements[16] == 'o');
    ori_rc_decrement(bytes, ori_list_end);

    OriStr shorter = ori_str_copy("ab", 2);
    bytes = ori_str_as_bytes(shorter.data, shorter.length);
    CHECK(bytes->length == 2 && memcmp(bytes->elements, "ab", 2) == 0);
    ori_rc_decrement(bytes, ori_list_end);
    CHECK(ori_str_as_bytes(ORI_STR_EMPTY.data, ORI_STR_EMPTY.length) == ori_list_empty());
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

void run_texts(void) {
    run(test_short_texts_are_in_their_words);
    run(test_concatenation);
    run(test_concatenation_copies_no_more_than_it_must);
    run(test_a_text_nobody_else_has_grows_in_place);
    run(test_digits_are_appended);
    run(test_a_part_is_found);
    run(test_texts_and_their_bytes);
    run(test_bytes_in_the_memory_of_a_text);
    run(test_comparison_is_by_bytes);
    run(test_hashes_are_fnv_1a);
    run(test_slices_are_copies);
    run(test_debug_form_escapes_what_the_source_would);
    run(test_characters_become_utf8);
    run(test_captures_nest);
}
