/* What the runtime's files share among themselves. */
#ifndef ORI_INTERNAL_H
#define ORI_INTERNAL_H

#include <stddef.h>

#include "ori_runtime.h"

static inline OriHeader *ori_header(void *data) { return (OriHeader *)data - 1; }

_Static_assert(sizeof(OriList) == ORI_LIST_ELEMENTS, "the elements of a list stand behind its header");

/* A fresh list with room for `size` bytes of elements, which the caller fills. */
OriList *ori_list_alloc(int64_t length, int64_t size);

/* A unique object with another size of data; what fits of the content is kept. */
void *ori_rc_resize(void *data, int64_t size);

/* A fresh text of that many bytes for the caller to fill; null data for 0 bytes. */
OriStr ori_str_alloc(int64_t length);
/* A fresh text with a copy of the bytes. */
OriStr ori_str_copy(int64_t length, const char *bytes);

/* Writes out what was printed, then the message on standard error, then aborts. */
_Noreturn void ori_abort(const char *message);

/* A stack overflow jumped over the frames of any running `ori_rc_destroy`. */
void ori_rc_abandon_destruction(void);

/* Ends the outermost `ori_try` of this thread with the panic `stack overflow`; false if none runs. */
bool ori_panic_stack_overflow(void);

/* Around the outermost `ori_try`: gives the thread a second stack to handle an overflow of the first on. */
typedef struct {
    void *memory;
} OriSignalStack;
void ori_signal_stack_enter(OriSignalStack *stack);
void ori_signal_stack_leave(OriSignalStack *stack);

#endif
