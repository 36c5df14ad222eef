#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *data;
    int64_t length, capacity;
} Text;

static void append(Text *text, const char *part, int64_t length) {
    if (text->length + length > text->capacity) {
        while (text->length + length > text->capacity) text->capacity = text->capacity ? 2 * text->capacity : 16;
        text->data = realloc(text->data, (size_t)text->capacity);
    }
    memcpy(text->data + text->length, part, (size_t)length);
    text->length += length;
}

static Text text_of(int64_t words) {
    Text text = {0};
    int64_t seed = 42;
    for (int64_t i = 0; i < words; i++) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        char word[32];
        append(&text, word, snprintf(word, sizeof word, "w%lld ", (long long)(seed / 65536 % 20000)));
    }
    return text;
}

typedef struct {
    char *data;
    int64_t length;
} Word;

static Word *split(Text text, int64_t *count) {
    int64_t capacity = 16, length = 0, start = 0;
    Word *words = malloc((size_t)capacity * sizeof(Word));
    for (int64_t i = 0; i <= text.length; i++) {
        if (i < text.length && text.data[i] != ' ') continue;
        if (length == capacity) words = realloc(words, (size_t)(capacity *= 2) * sizeof(Word));
        Word word = {malloc((size_t)(i - start) + 1), i - start};
        memcpy(word.data, text.data + start, (size_t)word.length);
        words[length++] = word;
        start = i + 1;
    }
    *count = length;
    return words;
}

typedef struct {
    Word key;
    uint64_t hash;
    int64_t count;
} Entry;

static Entry *table;
static int64_t slots, used;

static uint64_t hash_of(Word word) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (int64_t i = 0; i < word.length; i++) hash = (hash ^ (unsigned char)word.data[i]) * UINT64_C(0x100000001B3);
    return hash;
}

static Entry *find(Word key, uint64_t hash) {
    for (int64_t at = (int64_t)(hash & (uint64_t)(slots - 1));; at = (at + 1) & (slots - 1)) {
        Entry *entry = &table[at];
        if (entry->count == 0) return entry;
        if (entry->hash == hash && entry->key.length == key.length &&
            memcmp(entry->key.data, key.data, (size_t)key.length) == 0)
            return entry;
    }
}

static void grow(void) {
    Entry *old = table;
    int64_t before = slots;
    slots = before ? 2 * before : 16;
    table = calloc((size_t)slots, sizeof(Entry));
    for (int64_t i = 0; i < before; i++) {
        if (old[i].count) *find(old[i].key, old[i].hash) = old[i];
    }
    free(old);
}

int main(void) {
    int64_t count;
    Text text = text_of(1000000);
    Word *words = split(text, &count);
    for (int64_t i = 0; i < count; i++) {
        if (2 * (used + 1) > slots) grow();
        uint64_t hash = hash_of(words[i]);
        Entry *entry = find(words[i], hash);
        if (entry->count == 0) {
            *entry = (Entry){words[i], hash, 0};
            used++;
        }
        entry->count++;
    }
    int64_t most = 0;
    for (int64_t i = 0; i < slots; i++) {
        if (table[i].count > most) most = table[i].count;
    }
    printf("%lld %lld\n", (long long)used, (long long)most);
    for (int64_t i = 0; i < count; i++) free(words[i].data);
    free(words);
    free(table);
    free(text.data);
}
