#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text;
static int64_t length, capacity;

static void append(const char *part, int64_t size) {
    if (length + size > capacity) {
        while (length + size > capacity) capacity = capacity ? 2 * capacity : 16;
        text = realloc(text, (size_t)capacity);
    }
    memcpy(text + length, part, (size_t)size);
    length += size;
}

int main(void) {
    for (int64_t n = 0; n < 3000000; n++) {
        char digits[32];
        append(digits, snprintf(digits, sizeof digits, "%lld", (long long)n));
        append(",", 1);
    }
    unsigned char *bytes = malloc((size_t)length);
    for (int64_t i = 0; i < length; i++) bytes[i] = (unsigned char)text[i];
    int64_t commas = 0;
    for (int64_t i = 0; i < length; i++) commas += bytes[i] == ',';
    printf("%lld %lld\n", (long long)length, (long long)commas);
    free(bytes);
    free(text);
}
