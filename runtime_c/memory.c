/* Where counted objects come from and go to. */
#include <stdatomic.h>
#include <stdlib.h>

#include "internal.h"

bool ori_has_tasks;

/* Objects between allocation and release; immortal ones were never allocated. Counting is optional, because two locked
 * instructions cost about as much as allocating and freeing. */
static bool counts_live_objects;
static _Atomic(int64_t) live_objects;

void ori_rc_count_live(bool is_enabled) { counts_live_objects = is_enabled; }

int64_t ori_rc_live(void) { return atomic_load_explicit(&live_objects, memory_order_relaxed); }

static _Atomic(int64_t) copied_elements;

int64_t ori_list_copied(void) { return atomic_load_explicit(&copied_elements, memory_order_relaxed); }

void ori_count_copied(int64_t elements) {
    if (counts_live_objects) atomic_fetch_add_explicit(&copied_elements, elements, memory_order_relaxed);
}

static void count_live(int64_t change) {
    if (counts_live_objects) atomic_fetch_add_explicit(&live_objects, change, memory_order_relaxed);
}

/* A block for that many bytes of data, in place of `old` if that is not null. */
static OriHeader *allocate(OriHeader *old, int64_t size) {
    if (size < 0 || (uint64_t)size > SIZE_MAX - sizeof(OriHeader)) ori_abort("out of memory");
    OriHeader *header = realloc(old, sizeof(OriHeader) + (size_t)size);
    if (header == NULL) ori_abort("out of memory");
    header->size = size;
    return header;
}

void *ori_rc_alloc(int64_t size) {
    OriHeader *header = allocate(NULL, size);
    header->count = 1;
    count_live(1);
    return header + 1;
}

void *ori_rc_resize(void *data, int64_t size) { return allocate(ori_header(data), size) + 1; }

static void release(OriHeader *header) {
    count_live(-1);
    free(header);
}

void ori_rc_free(void *data) {
    if (data != NULL) release(ori_header(data));
}

void ori_rc_count_broken(int64_t count) {
    ori_abort(count > 0 ? "reference count overflow" : "reference count of a dead object changed");
}

/* Dropping an object drops its children, so a long list would need a deep stack. Beyond a fixed depth a dead object
 * is put aside instead, in a list that needs no memory: its own header, whose two fields nobody reads any more,
 * holds the drop function and the next object. */
#define DESTRUCTION_DEPTH 256

typedef struct DeadObject {
    _Alignas(8) OriDrop drop;
    _Alignas(8) struct DeadObject *next;
} DeadObject;

_Static_assert(sizeof(DeadObject) <= sizeof(OriHeader), "a dead object must fit into its header");

static _Thread_local struct {
    int depth;
    DeadObject *postponed;
} destruction;

static void drop_and_release(OriHeader *header, OriDrop drop) {
    destruction.depth++;
    drop(header + 1);
    destruction.depth--;
    release(header);
}

void ori_rc_destroy(void *data, OriDrop drop) {
    OriHeader *header = ori_header(data);
    if (drop == NULL) {
        release(header);
        return;
    }
    if (destruction.depth >= DESTRUCTION_DEPTH) {
        DeadObject *dead = (DeadObject *)header;
        *dead = (DeadObject){.drop = drop, .next = destruction.postponed};
        destruction.postponed = dead;
        return;
    }
    drop_and_release(header, drop);
    if (destruction.depth > 0) return;
    while (destruction.postponed != NULL) {
        DeadObject *dead = destruction.postponed;
        destruction.postponed = dead->next;
        drop_and_release((OriHeader *)dead, dead->drop);
    }
}

void ori_rc_abandon_destruction(void) {
    destruction.depth = 0;
    destruction.postponed = NULL;
}
