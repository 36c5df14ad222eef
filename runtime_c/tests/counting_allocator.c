/* Marks every block, so that freeing twice or freeing something else is noticed, and spoils freed memory. */
#include "counting_allocator.h"

#undef malloc
#undef calloc
#undef realloc
#undef free

#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define IN_USE UINT64_C(0x6f72692d6c697665)
#define FREED UINT64_C(0x6f72692d66726565)

typedef struct {
    uint64_t mark;
    uint64_t size;
} Ledger;

static atomic_long in_use;

void *counting_malloc(size_t size) {
    Ledger *ledger = malloc(sizeof *ledger + size);
    if (ledger == NULL) return NULL;
    *ledger = (Ledger){.mark = IN_USE, .size = size};
    atomic_fetch_add(&in_use, 1);
    memset(ledger + 1, 0xA5, size);
    return ledger + 1;
}

void *counting_calloc(size_t count, size_t size) {
    void *block = counting_malloc(count * size);
    return block == NULL ? NULL : memset(block, 0, count * size);
}

void counting_free(void *block) {
    if (block == NULL) return;
    Ledger *ledger = (Ledger *)block - 1;
    if (ledger->mark != IN_USE) {
        fprintf(stderr, "free of a block that is not in use\n");
        abort();
    }
    ledger->mark = FREED;
    memset(block, 0x5A, ledger->size);
    atomic_fetch_sub(&in_use, 1);
    free(ledger);
}

void *counting_realloc(void *block, size_t size) {
    void *grown = counting_malloc(size);
    if (grown == NULL || block == NULL) return grown;
    size_t old = ((Ledger *)block - 1)->size;
    memcpy(grown, block, old < size ? old : size);
    counting_free(block);
    return grown;
}

long counting_in_use(void) { return atomic_load(&in_use); }
