/* The hot path of reference counting. This file is also shipped as LLVM IR and inlined into generated code.
 *
 *   count                 meaning
 *   INT64_MIN .. -1       immortal: a static object; the count is never written
 *   0                     dead: being destroyed; nobody may refer to it any more
 *   1                     unique: its one owner may change it in place
 *   2 .. 2^62 - 1         shared
 *   2^62 .. INT64_MAX     overflowed: an increment that sees it aborts; the distance to INT64_MAX is more than
 *                         the number of threads that can pass the test at the same time
 *
 * Orders (the usual ones of shared pointers): an increment is relaxed, because whoever increments already holds a
 * reference; a decrement releases, and the last one acquires, so that all uses happen before the destruction.
 *
 * Where nobody else can touch the count, a plain load and store do without the locked instruction, which costs several
 * times as much: while there is only one task, and, for its one owner, on a unique object, which no other task borrows.
 */
#include <stdatomic.h>

#include "internal.h"

#define COUNT_LIMIT ((int64_t)1 << 62)

static inline _Atomic(int64_t) *count_of(void *data) { return (_Atomic(int64_t) *)&ori_header(data)->count; }

void ori_rc_increment(void *data) {
    if (data == NULL) return;
    _Atomic(int64_t) *count = count_of(data);
    int64_t seen = atomic_load_explicit(count, memory_order_relaxed);
    if (seen < 0) return;
    if (seen == 1 || !ori_has_tasks) {
        atomic_store_explicit(count, seen + 1, memory_order_relaxed);
    } else {
        seen = atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
    }
    if (seen <= 0 || seen >= COUNT_LIMIT) ori_rc_count_broken(seen);
}

void ori_rc_decrement(void *data, OriDrop drop) {
    if (data == NULL) return;
    _Atomic(int64_t) *count = count_of(data);
    int64_t seen = atomic_load_explicit(count, memory_order_relaxed);
    if (seen < 0) return;
    if (seen != 1) {
        if (ori_has_tasks) {
            seen = atomic_fetch_sub_explicit(count, 1, memory_order_release);
        } else {
            atomic_store_explicit(count, seen - 1, memory_order_relaxed);
        }
        if (seen <= 0) ori_rc_count_broken(seen);
        if (seen != 1) return;
    }
    atomic_thread_fence(memory_order_acquire);
    ori_rc_destroy(data, drop);
}

void ori_object_release(void *data, const OriDrop *table) {
    if (data != NULL) ori_rc_decrement(data, table[0]);
}

bool ori_rc_is_unique(void *data) {
    return data != NULL && atomic_load_explicit(count_of(data), memory_order_acquire) == 1;
}
