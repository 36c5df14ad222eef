/* Texts: building, comparing, and the quoted form for debugging. */
#include <string.h>

#include "internal.h"

OriStr ori_str_alloc(int64_t length) {
    return (OriStr){.length = length, .data = length == 0 ? NULL : ori_rc_alloc(length)};
}

OriStr ori_str_copy(int64_t length, const char *bytes) {
    OriStr text = ori_str_alloc(length);
    if (length > 0) memcpy(text.data, bytes, (size_t)length);
    return text;
}

static OriStr share(int64_t length, const char *data) {
    OriStr text = {.length = length, .data = (char *)data};
    ori_rc_increment(text.data);
    return text;
}

/* A block for at least that many bytes: texts that grow do so again. */
static int64_t with_room(int64_t length) { return length > INT64_MAX / 2 ? length : length + length / 2; }

void ori_str_concat(OriStr *out, int64_t left_length, char *left, int64_t right_length, const char *right) {
    int64_t length;
    if (__builtin_add_overflow(left_length, right_length, &length)) ori_abort("out of memory");
    if (right_length == 0) {
        *out = (OriStr){.length = left_length, .data = left};
        return;
    }
    if (left_length > 0 && left != right && ori_rc_is_unique(left)) {
        if (ori_header(left)->size < length) left = ori_rc_resize(left, with_room(length));
        memcpy(left + left_length, right, (size_t)right_length);
        *out = (OriStr){.length = length, .data = left};
        return;
    }
    *out = left_length == 0 ? share(right_length, right) : ori_str_alloc(length);
    if (left_length > 0) {
        memcpy(out->data, left, (size_t)left_length);
        memcpy(out->data + left_length, right, (size_t)right_length);
    }
    ori_rc_decrement(left, NULL);
}

int64_t ori_str_find(int64_t length, const char *data, int64_t part_length, const char *part, int64_t start) {
    if (part_length == 0) return start <= length ? start : -1;
    int64_t last = length - part_length;
    while (start <= last) {
        const char *found = memchr(data + start, part[0], (size_t)(last - start + 1));
        if (found == NULL) return -1;
        if (memcmp(found, part, (size_t)part_length) == 0) return found - data;
        start = found - data + 1;
    }
    return -1;
}

void *ori_str_to_bytes(int64_t length, const char *data) {
    if (length == 0) return NULL;
    OriList *list = ori_list_alloc(length, length);
    memcpy(list->elements, data, (size_t)length);
    return list;
}

void ori_str_from_bytes(OriStr *out, const void *list) {
    const OriList *bytes = list;
    *out = bytes == NULL ? (OriStr){.length = 0, .data = NULL} : ori_str_copy(bytes->length, bytes->elements);
}

bool ori_str_equal(int64_t left_length, const char *left, int64_t right_length, const char *right) {
    if (left_length != right_length) return false;
    return left == right || memcmp(left, right, (size_t)left_length) == 0;
}

int64_t ori_str_compare(int64_t left_length, const char *left, int64_t right_length, const char *right) {
    int64_t shared = left_length < right_length ? left_length : right_length;
    int order = shared == 0 ? 0 : memcmp(left, right, (size_t)shared);
    if (order != 0) return order;
    return (left_length > right_length) - (left_length < right_length);
}

/* FNV-1a with 64 bits (Fowler, Noll, Vo). */
int64_t ori_str_hash(int64_t length, const char *data) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (int64_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)data[i]) * UINT64_C(0x100000001B3);
    return (int64_t)hash;
}

void ori_str_slice(OriStr *out, int64_t length, const char *data, int64_t start, int64_t end) {
    *out = start == 0 && end == length ? share(length, data) : ori_str_copy(end - start, data + start);
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

static OriStr quoted(int64_t length, const char *data, char quote) {
    int64_t escapes = 0;
    for (int64_t i = 0; i < length; i++) escapes += escape_letter(data[i], quote) != 0;
    OriStr text = ori_str_alloc(length + escapes + 2);
    char *end = text.data;
    *end++ = quote;
    for (int64_t i = 0; i < length; i++) {
        char letter = escape_letter(data[i], quote);
        if (letter != 0) *end++ = '\\';
        *end++ = letter != 0 ? letter : data[i];
    }
    *end = quote;
    return text;
}

void ori_str_debug(OriStr *out, int64_t length, const char *data) { *out = quoted(length, data, '"'); }

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
    *out = ori_str_copy(length, bytes);
}

void ori_char_debug(OriStr *out, uint32_t code_point) {
    char bytes[4];
    int64_t length = encode(code_point, bytes);
    *out = quoted(length, bytes, '\'');
}
