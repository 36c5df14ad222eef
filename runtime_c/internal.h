/* What the runtime's files share among themselves. */
#ifndef ORI_INTERNAL_H
#define ORI_INTERNAL_H

#include <stddef.h>

#include "ori_runtime.h"

static inline OriHeader *ori_header(void *data) { return (OriHeader *)data - 1; }

_Static_assert(sizeof(OriList) == ORI_LIST_ELEMENTS, "the elements of a list stand behind its header");

static inline bool ori_list_is_view(void *data) {
    return ((OriList *)data)->elements != (char *)data + ORI_LIST_ELEMENTS;
}

/* Whether a list may be changed in place. */
static inline bool ori_list_is_own(void *data) { return ori_rc_is_unique(data) && !ori_list_is_view(data); }

/* Notes that so many elements of a list were copied. */
void ori_count_copied(int64_t elements);

/* The list without elements, which is nobody's. */
void *ori_list_empty(void);

/* A fresh list with room for `size` bytes of elements, which the caller fills. */
OriList *ori_list_alloc(int64_t length, int64_t size);

#define ORI_DECIMAL_SIZE 20 /* the most characters that an int has in decimal */

/* Writes the number in front of `end`; returns where it begins. */
char *ori_decimal_before(char *end, int64_t value);

/* A unique object with another size of data; what fits of the content is kept. */
void *ori_rc_resize(void *data, int64_t size);

/* The bytes of a text, wherever they are. */
typedef struct {
    const char *data;
    int64_t length;
} OriBytes;

_Static_assert(sizeof(OriStr) == ORI_STR_INLINE + 1, "one byte of a text's words is its length");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the sign of a text's length is in its last byte");

#define ORI_STR_LENGTH_SHIFT 56 /* of the byte that is the length of an inline text */

/* Valid as long as `text` is where it is now and has an owner. */
static inline OriBytes ori_str_bytes(const OriStr *text) {
    if (text->length >= 0) return (OriBytes){.data = text->data, .length = text->length};
    return (OriBytes){.data = (const char *)text, .length = text->length >> ORI_STR_LENGTH_SHIFT & ORI_STR_INLINE};
}

/* The counted object of a text; null if it has none. */
static inline void *ori_str_object(OriStr text) { return text.length < 0 ? NULL : text.data; }

/* Makes a text of that many bytes, which the caller has to write where the result points to. */
char *ori_str_begin(OriStr *text, int64_t length);
/* A fresh text with a copy of the bytes. */
OriStr ori_str_copy(const char *bytes, int64_t length);

/* Whether bytes, which a NUL follows, are well-formed UTF-8. */
bool ori_is_utf8(const char *bytes, int64_t length);
/* A text of the system's, which a NUL ends; what is no UTF-8 becomes U+FFFD, byte by byte. */
OriStr ori_repaired_text(const char *value);

/* From now on what this thread prints goes to standard error, or again where it went before. */
void ori_output_to_error(bool is_enabled);

/* Adds a place behind the others. */
void ori_trace_add(OriTrace *trace, const OriLocation *place);
/* Adds the frames from here up to an address on the stack. */
void ori_trace_collect(OriTrace *trace, const void *outermost);
/* How many places are known, and how many are left out behind the first ORI_TRACE_FIRST. */
int64_t ori_trace_length(const OriTrace *trace);
int64_t ori_trace_left_out(const OriTrace *trace);

/* Writes a panic to standard error, as a program does that ends by it; once. */
void ori_panic_report(OriPanic *panic);

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
