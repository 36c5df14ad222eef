/* Texts: building, comparing, and the quoted form for debugging. */
#include <string.h>

#include "internal.h"

char *ori_str_begin(OriStr *text, int64_t length) {
    if (length > ORI_STR_INLINE) {
        *text = (OriStr){.data = ori_rc_alloc(length), .length = length};
        return text->data;
    }
    *text = (OriStr){.data = NULL, .length = INT64_MIN | length << ORI_STR_LENGTH_SHIFT};
    return (char *)text;
}

/* Up to 8 bytes as one word, the rest of which is zero: two loads that may overlap instead of a loop. */
static uint64_t load_word(const char *bytes, int64_t length) {
    if (length >= 8) {
        uint64_t whole;
        memcpy(&whole, bytes, sizeof whole);
        return whole;
    }
    if (length >= 4) {
        uint32_t first, last;
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + length - sizeof last, sizeof last);
        return first | (uint64_t)last << 8 * (length - 4);
    }
    uint64_t word = 0;
    for (int64_t i = 0; i < length; i++) word |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
    return word;
}

OriStr ori_str_copy(const char *bytes, int64_t length) {
    OriStr text;
    char *data = ori_str_begin(&text, length);
    if (length > ORI_STR_INLINE) {
        memcpy(data, bytes, (size_t)length);
        return text;
    }
    /* Word by word: bytes written one by one would have to arrive in memory before the text can be loaded. */
    text.data = (char *)(uintptr_t)load_word(bytes, length);
    if (length > 8) text.length |= (int64_t)load_word(bytes + 8, length - 8);
    return text;
}

static OriStr share(OriStr text) {
    ori_rc_increment(ori_str_object(text));
    return text;
}

/* A block for at least that many bytes: texts that grow do so again. */
static int64_t with_room(int64_t length) { return length > INT64_MAX / 2 ? length : length + length / 2; }

/* The left text with the bytes behind it, in its own block if nobody else has that; consumes the left text. */
static OriStr joined(OriStr left_text, OriBytes right) {
    OriBytes left = ori_str_bytes(&left_text);
    int64_t length;
    if (__builtin_add_overflow(left.length, right.length, &length)) ori_abort("out of memory");
    if (left.data != right.data && ori_rc_is_unique(ori_str_object(left_text))) {
        char *data = left_text.data;
        if (ori_header(data)->size < length) data = ori_rc_resize(data, with_room(length));
        memcpy(data + left.length, right.data, (size_t)right.length);
        return (OriStr){.data = data, .length = length};
    }
    OriStr both;
    char *end = ori_str_begin(&both, length);
    memcpy(end, left.data, (size_t)left.length);
    memcpy(end + left.length, right.data, (size_t)right.length);
    ori_rc_decrement(ori_str_object(left_text), NULL);
    return both;
}

void ori_str_concat(OriStr *out, char *left_data, int64_t left_length, char *right_data, int64_t right_length) {
    const OriStr left = {.data = left_data, .length = left_length};
    const OriStr right = {.data = right_data, .length = right_length};
    if (right.length == ORI_STR_EMPTY.length) {
        *out = left;
    } else if (left.length == ORI_STR_EMPTY.length) {
        *out = share(right);
    } else {
        *out = joined(left, ori_str_bytes(&right));
    }
}

void ori_str_append_int(OriStr *out, char *data, int64_t length, int64_t value) {
    const OriStr text = {.data = data, .length = length};
    char digits[ORI_DECIMAL_SIZE], *end = digits + sizeof digits, *start = ori_decimal_before(end, value);
    *out = joined(text, (OriBytes){.data = start, .length = end - start});
}

int64_t ori_str_find(char *data, int64_t length, char *part_data, int64_t part_length, int64_t start) {
    const OriStr text = {.data = data, .length = length}, part_text = {.data = part_data, .length = part_length};
    OriBytes bytes = ori_str_bytes(&text), part = ori_str_bytes(&part_text);
    if (part.length == 0) return start <= bytes.length ? start : -1;
    int64_t last = bytes.length - part.length;
    while (start <= last) {
        const char *found = memchr(bytes.data + start, part.data[0], (size_t)(last - start + 1));
        if (found == NULL) return -1;
        if (memcmp(found, part.data, (size_t)part.length) == 0) return found - bytes.data;
        start = found - bytes.data + 1;
    }
    return -1;
}

void *ori_str_to_bytes(char *data, int64_t length) {
    const OriStr text = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&text);
    if (bytes.length == 0) return ori_list_empty();
    OriList *list = ori_list_alloc(bytes.length, bytes.length);
    memcpy(list->elements, bytes.data, (size_t)bytes.length);
    return list;
}

void *ori_str_as_bytes(char *data, int64_t length) {
    void *owner = ori_str_object((OriStr){.data = data, .length = length});
    if (owner == NULL) return ori_str_to_bytes(data, length);
    ori_rc_increment(owner);
    OriView *view = ori_rc_alloc(sizeof(OriView));
    *view = (OriView){.list = {.length = length, .elements = data}, .owner = owner};
    return view;
}

void ori_str_from_bytes(OriStr *out, const void *list) {
    const OriList *bytes = list;
    *out = ori_str_copy(bytes->elements, bytes->length);
}

bool ori_str_equal(char *left_data, int64_t left_length, char *right_data, int64_t right_length) {
    if (left_length != right_length) return false;
    if (left_data == right_data) return true;
    return left_length >= 0 && memcmp(left_data, right_data, (size_t)left_length) == 0;
}

int64_t ori_str_compare(char *left_data, int64_t left_length, char *right_data, int64_t right_length) {
    const OriStr left_text = {.data = left_data, .length = left_length};
    const OriStr right_text = {.data = right_data, .length = right_length};
    OriBytes left = ori_str_bytes(&left_text), right = ori_str_bytes(&right_text);
    int64_t shared = left.length < right.length ? left.length : right.length;
    int order = shared == 0 ? 0 : memcmp(left.data, right.data, (size_t)shared);
    if (order != 0) return order;
    return (left.length > right.length) - (left.length < right.length);
}

/* FNV-1a with 64 bits (Fowler, Noll, Vo). */
int64_t ori_str_hash(char *data, int64_t length) {
    const OriStr text = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&text);
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (int64_t i = 0; i < bytes.length; i++) {
        hash = (hash ^ (unsigned char)bytes.data[i]) * UINT64_C(0x100000001B3);
    }
    return (int64_t)hash;
}

void ori_str_slice(OriStr *out, char *data, int64_t length, int64_t start, int64_t end) {
    const OriStr text = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&text);
    *out = start == 0 && end == bytes.length ? share(text) : ori_str_copy(bytes.data + start, end - start);
}

/* The letter after the backslash in the escape of a byte, or 0 if the byte stands for itself. */
static char escape_letter(char byte, char quote) {
    switch (byte) {
        case '\n': return 'n';
        case '\t': return 't';
        case '\r': return 'r';
        case '\0': return '0';
        case '\\': return '\\';
        default: return byte == quote ? quote : 0;
    }
}

static OriStr quoted(OriBytes bytes, char quote) {
    int64_t escapes = 0;
    for (int64_t i = 0; i < bytes.length; i++) escapes += escape_letter(bytes.data[i], quote) != 0;
    OriStr text;
    char *end = ori_str_begin(&text, bytes.length + escapes + 2);
    *end++ = quote;
    for (int64_t i = 0; i < bytes.length; i++) {
        char letter = escape_letter(bytes.data[i], quote);
        if (letter != 0) *end++ = '\\';
        *end++ = letter != 0 ? letter : bytes.data[i];
    }
    *end = quote;
    return text;
}

void ori_str_debug(OriStr *out, char *data, int64_t length) {
    const OriStr text = {.data = data, .length = length};
    *out = quoted(ori_str_bytes(&text), '"');
}

/* UTF-8 as in RFC 3629, section 3; returns the number of bytes. */
static int64_t encode(uint32_t code_point, char bytes[4]) {
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }
    int64_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (int64_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    bytes[0] = (char)(lead[length] | code_point);
    return length;
}

void ori_char_to_str(OriStr *out, uint32_t code_point) {
    char bytes[4];
    int64_t length = encode(code_point, bytes);
    *out = ori_str_copy(bytes, length);
}

void ori_char_debug(OriStr *out, uint32_t code_point) {
    char bytes[4];
    OriBytes encoded = {.data = bytes, .length = encode(code_point, bytes)};
    *out = quoted(encoded, '\'');
}
