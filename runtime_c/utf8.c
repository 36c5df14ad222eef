/* Bytes that come from outside as texts. */
#include <string.h>

#include "internal.h"

/* How many bytes of a well-formed sequence (RFC 3629, section 4) stand at the start; 0 if none does. A NUL ends the
 * bytes, so nothing behind it is looked at. */
static int64_t sequence_length(const unsigned char *bytes) {
    unsigned char lead = bytes[0];
    if (lead < 0x80) return 1;
    int64_t length = lead >= 0xC2 && lead < 0xE0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    for (int64_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) return 0;
    }
    bool is_overlong = (lead == 0xE0 && bytes[1] < 0xA0) || (lead == 0xF0 && bytes[1] < 0x90);
    bool is_no_scalar = (lead == 0xED && bytes[1] > 0x9F) || (lead == 0xF4 && bytes[1] > 0x8F);
    return is_overlong || is_no_scalar ? 0 : length;
}

bool ori_is_utf8(const char *bytes, int64_t length) {
    int64_t at = 0;
    while (at < length) {
        int64_t step = sequence_length((const unsigned char *)bytes + at);
        if (step == 0) return false;
        at += step;
    }
    return at == length;
}

OriStr ori_repaired_text(const char *value) {
    static const char replacement[] = "\xEF\xBF\xBD";
    int64_t size = 0;
    for (const char *at = value; *at != '\0';) {
        int64_t length = sequence_length((const unsigned char *)at);
        size += length == 0 ? 3 : length;
        at += length == 0 ? 1 : length;
    }
    OriStr text;
    char *end = ori_str_begin(&text, size);
    for (const char *at = value; *at != '\0';) {
        int64_t length = sequence_length((const unsigned char *)at);
        int64_t written = length == 0 ? 3 : length;
        memcpy(end, length == 0 ? replacement : at, (size_t)written);
        end += written;
        at += length == 0 ? 1 : length;
    }
    return text;
}
