/* The Ori runtime: what generated code, the program entry and the JIT call.
 *
 * The prototypes must say what `ori_compiler/codegen/runtime_registry.py` says; a test compares the two.
 *
 * Convention: scalars only, so that no target's rules for passing structs matter. A `str` argument is the two words of
 * an `OriStr`, which mean nothing one without the other; a `str` result is stored through a leading `OriStr *out`.
 * Arguments are borrowed (the caller still owns them afterwards), results are owned (the caller releases them).
 */
#ifndef ORI_RUNTIME_H
#define ORI_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

#define ORI_BORROWED /* the callee neither keeps nor releases it */
#define ORI_OWNED    /* whoever receives it has one reference to release */

#if defined(__wasm__)
#error "the Ori runtime needs stack unwinding, which WebAssembly does not have"
#endif

/* A text in UTF-8, without a terminating NUL. There are two forms, told apart by the sign of `length`:
 *
 *   long     `length` bytes at `data`, which points behind the header of a counted object
 *   inline   the bytes are in the struct itself, the last of which is 0x80 + their number; those between are zero.
 *            So `length` is negative, since it is stored with its least significant byte first.
 *
 * A text of up to ORI_STR_INLINE bytes is always inline: two texts of which one is inline are equal if and only if
 * both words are. */
typedef struct {
    char *data;
    int64_t length;
} OriStr;

#define ORI_STR_INLINE 15
#define ORI_STR_EMPTY ((OriStr){.data = NULL, .length = INT64_MIN})

/* What stands in front of the data of every counted object. See refcount.c for the meaning of `count`. */
typedef struct {
    int64_t size; /* bytes of data */
    int64_t count;
} OriHeader;

#define ORI_COUNT_IMMORTAL INT64_MIN /* static objects; any negative count means the same */

/* Releases what the data of a dying object refers to; does not free the object, and cannot panic. */
typedef void (*OriDrop)(void *data);

/* Adds one owner to everything that a value refers to. */
typedef void (*OriRetain)(void *value);

/* What the elements of a list are. Null functions: the elements refer to nothing. */
typedef struct {
    int64_t size;
    OriRetain retain;
    OriDrop drop;      /* of one element */
    OriDrop drop_list; /* of all elements, last first: what `ori_rc_decrement` needs for the list */
} OriElement;

/* The data of a list's counted object; that of an empty one may be static. The elements of an ordinary list stand right behind it; the
 * object's size tells for how many there is room. A list whose elements are elsewhere is a view of another object. */
typedef struct {
    int64_t length;
    _Alignas(8) char *elements;
} OriList;

/* A list that shares the memory of its owner: an ordinary list, or for bytes any object. Never changed in place, except
 * that it may become a narrower view. */
typedef struct {
    OriList list;
    _Alignas(8) void *owner; /* holds one reference */
} OriView;

#define ORI_LIST_ELEMENTS 16 /* bytes in front of the elements, which makes their alignment 16 */

/* A place in the source, in static storage. `line` and `column` are 1-based. */
typedef struct {
    const char *file;
    const char *function;
    int32_t line;
    int32_t column;
} OriLocation;

#define ORI_TRACE_FIRST 20
#define ORI_TRACE_LAST 10

/* The places that a panic came by, the most recent first. Of more than fit, those in the middle are left out. */
typedef struct {
    int64_t count;
    OriLocation places[ORI_TRACE_FIRST + ORI_TRACE_LAST];
} OriTrace;

/* What the addresses of a program's code mean: where it begins, and a table; see frames.c. */
typedef struct {
    const char *code;
    const void *table;
} OriFrames;

/* A caught panic. `message` is owned; `file` and `function` are static, and null where the place is unknown. So is
 * `trace` unless nothing but the host caught the panic; it is the thread's, and valid until its next panic. */
typedef struct {
    OriStr message;
    const char *file;
    const char *function;
    int32_t line;
    int32_t column;
    const OriTrace *trace;
    bool is_reported; /* it was written to standard error */
} OriPanic;

/* Every native function that is entered from outside: reads its arguments and stores its result. */
typedef void (*OriEntry)(void *arguments, void *result);

/* Counted objects. `data` points behind the header; null is a no-op everywhere. */
ORI_OWNED void *ori_rc_alloc(int64_t size);
void ori_rc_increment(ORI_BORROWED void *data);
void ori_rc_decrement(ORI_OWNED void *data, OriDrop drop);
void ori_object_release(ORI_OWNED void *data, const OriDrop *table); /* drops as the table's first entry says */
bool ori_rc_is_unique(ORI_BORROWED void *data);
void ori_rc_free(ORI_OWNED void *data); /* of a cell whose content is released already, and whose count is 1 */
void ori_rc_destroy(ORI_OWNED void *data, OriDrop drop); /* the last owner is gone */
_Noreturn void ori_rc_count_broken(int64_t count);

/* How many counted objects there are. Counting has to be on from the first allocation; it is off at the start. */
int64_t ori_rc_live(void);
/* How many elements were copied so far because their list had other owners, while objects are counted. */
int64_t ori_list_copied(void);
void ori_rc_count_live(bool is_enabled);

/* To be set before a second task can share counted objects with the first, and never cleared. */
extern bool ori_has_tasks;

/* Lists. A list that has one owner and is no view is changed in place; of another one the result is a copy. */
ORI_OWNED void *ori_list_own(ORI_OWNED void *data, const OriElement *element);       /* to change elements of */
ORI_OWNED void *ori_list_with_room(ORI_OWNED void *data, const OriElement *element); /* to put one more behind */
ORI_OWNED void *ori_list_with_more_room(ORI_OWNED void *data, const OriElement *element); /* if nobody else has it */
ORI_OWNED void *ori_list_truncate(ORI_OWNED void *data, int64_t length, const OriElement *element);
ORI_OWNED void *ori_list_reserve(ORI_OWNED void *data, int64_t capacity, const OriElement *element);
/* The elements from `start`, not negative, to before `end`, not beyond the length, without copying one. */
ORI_OWNED void *ori_list_slice(ORI_OWNED void *data, int64_t start, int64_t end, const OriElement *element);
void ori_list_end(void *data); /* the `drop_list` of elements that refer to nothing */
ORI_OWNED void *ori_list_copy(ORI_OWNED void *data, const OriElement *element);
ORI_OWNED void *ori_list_grow(ORI_OWNED void *data, const OriElement *element);
ORI_OWNED void *ori_list_shorten(ORI_OWNED void *data, int64_t length, const OriElement *element);

/* The end of a value with a `drop` of the user's: calls `drop` with the address of the pointer to it. A panic in it is
 * kept until `ori_raise_drop_panic` lets it go on, or another panic in its place. A second one aborts. */
void ori_run_drop(OriDrop drop, void *value);
void ori_raise_drop_panic(const OriLocation *at);

/* Texts. */
void ori_str_concat(ORI_OWNED OriStr *out, ORI_OWNED char *left, int64_t left_length, ORI_BORROWED char *right,
                    int64_t right_length); /* in place, if nobody else has the left text */
void ori_str_append_int(ORI_OWNED OriStr *out, ORI_OWNED char *data, int64_t length, int64_t value); /* likewise */
int64_t ori_str_find(ORI_BORROWED char *data, int64_t length, ORI_BORROWED char *part, int64_t part_length,
                     int64_t start);
ORI_OWNED void *ori_str_to_bytes(ORI_BORROWED char *data, int64_t length); /* a list of bytes */
ORI_OWNED void *ori_str_as_bytes(ORI_BORROWED char *data, int64_t length); /* a view of the text, if it is long */
void ori_str_from_bytes(ORI_OWNED OriStr *out, ORI_BORROWED const void *list);
bool ori_str_equal(ORI_BORROWED char *left, int64_t left_length, ORI_BORROWED char *right, int64_t right_length);
int64_t ori_str_compare(ORI_BORROWED char *left, int64_t left_length, ORI_BORROWED char *right, int64_t right_length);
int64_t ori_str_hash(ORI_BORROWED char *data, int64_t length);
void ori_str_slice(ORI_OWNED OriStr *out, ORI_BORROWED char *data, int64_t length, int64_t start, int64_t end);
void ori_str_debug(ORI_OWNED OriStr *out, ORI_BORROWED char *data, int64_t length);
void ori_char_to_str(ORI_OWNED OriStr *out, uint32_t code_point);
void ori_char_debug(ORI_OWNED OriStr *out, uint32_t code_point);
void ori_int_to_str(ORI_OWNED OriStr *out, int64_t value);
void ori_float_to_str(ORI_OWNED OriStr *out, double value);
void ori_float_fixed(ORI_OWNED OriStr *out, double value, int64_t decimals);
void ori_float_scientific(ORI_OWNED OriStr *out, double value, int64_t decimals);
void ori_bool_to_str(ORI_OWNED OriStr *out, bool value);
void ori_byte_to_str(ORI_OWNED OriStr *out, uint8_t value);

/* Numbers. */
double ori_float_power(double base, double exponent);
double ori_float_sqrt(double value);
double ori_float_cbrt(double value);
double ori_float_exp(double value);
double ori_float_ln(double value);
double ori_float_log2(double value);
double ori_float_log10(double value);
double ori_float_sin(double value);
double ori_float_cos(double value);
double ori_float_tan(double value);
double ori_float_asin(double value);
double ori_float_acos(double value);
double ori_float_atan(double value);
double ori_float_atan2(double y, double x);
double ori_str_to_float(ORI_BORROWED char *data, int64_t length);
int64_t ori_int_power(int64_t base, int64_t exponent, const OriLocation *at);
int64_t ori_float_to_int(double value, const OriLocation *at);

/* Output. */
void ori_print(ORI_BORROWED char *data, int64_t length);
/* `[file:line] text` and a newline to standard error. */
void ori_debug_print(ORI_BORROWED char *data, int64_t length, const OriLocation *at);
void ori_write(ORI_BORROWED char *data, int64_t length);       /* without a newline */
void ori_write_error(ORI_BORROWED char *data, int64_t length); /* and a newline, to standard error */
bool ori_output_flush(void);                    /* false when anything so far could not be written */
void ori_output_write_through(bool is_enabled); /* without buffering */
void ori_output_capture_begin(void);            /* this thread's output goes to memory; captures nest */
void ori_output_capture_end(ORI_OWNED OriStr *out);

/* The words of the call, with the program's name first; they have to live as long as the program. */
void ori_set_arguments(int64_t count, ORI_BORROWED char *const *values);
ORI_OWNED void *ori_arguments(bool has_name); /* as a list of texts, with or without the program's name */
void ori_arguments_release(ORI_OWNED void *list);

/* The system. What can fail leaves a message, which `ori_system_error` takes: empty without a failure. */
void ori_system_error(ORI_OWNED OriStr *out);
void ori_file_read(ORI_OWNED OriStr *out, ORI_BORROWED char *path, int64_t path_length);
void ori_file_write(ORI_BORROWED char *path, int64_t path_length, ORI_BORROWED char *data, int64_t length);
bool ori_file_exists(ORI_BORROWED char *path, int64_t path_length);
void ori_file_delete(ORI_BORROWED char *path, int64_t path_length);
void ori_current_folder(ORI_OWNED OriStr *out);
ORI_OWNED void *ori_environment(void); /* a list of texts `name=value` */
void ori_environment_set(ORI_BORROWED char *name, int64_t name_length, ORI_BORROWED char *data, int64_t length);
void ori_environment_remove(ORI_BORROWED char *name, int64_t name_length);
int64_t ori_clock_now(void);                  /* nanoseconds since 1970-01-01, 00:00 UTC */
int64_t ori_clock_offset(int64_t seconds);    /* of local time then, in seconds east of UTC */
int64_t ori_random_bits(void);                /* 64 of them, from the system's secure source */

/* The number in the environment variable ORI_ENTRY, or -1: see selection.c. */
int64_t ori_selected_entry(void);

/* Panics. */
_Noreturn void ori_panic(ORI_BORROWED char *data, int64_t length, const OriLocation *at);
void ori_panic_leaves_library(const OriLocation *at); /* as the panic passes a call of the library */
_Noreturn void ori_panic_integer_overflow(const OriLocation *at);
_Noreturn void ori_panic_division_by_zero(const OriLocation *at);
_Noreturn void ori_panic_modulo_by_zero(const OriLocation *at);
_Noreturn void ori_panic_negative_exponent(const OriLocation *at);
_Noreturn void ori_panic_shift_negative(const OriLocation *at);
_Noreturn void ori_panic_shift_exceeds_width(const OriLocation *at);
_Noreturn void ori_panic_shift_overflow(const OriLocation *at);
_Noreturn void ori_panic_conversion_out_of_range(const OriLocation *at);

/* From now on a panic of this thread that nothing catches calls `handler` before the stack unwinds, with the places it
 * came from still known and printing to standard error; until the outermost `ori_try` ends. A panic in it aborts. */
void ori_panic_set_handler(OriEntry handler);
/* What the handler asks about its panic. Frame 0 is where it happened. */
void ori_panic_message(ORI_OWNED OriStr *out);
int64_t ori_panic_frames(void);
void ori_panic_function(ORI_OWNED OriStr *out, int64_t frame);
void ori_panic_file(ORI_OWNED OriStr *out, int64_t frame);
int64_t ori_panic_line(int64_t frame);
int64_t ori_panic_column(int64_t frame);

/* From now on this thread writes panics that nothing catches to standard error before they unwind, or does not. */
void ori_panic_report_early(bool reports);

/* The code whose frames panics of this thread tell from now on. */
void ori_frames_set(const OriFrames *known);

/* Runs `entry`; 0 when it returned, 1 when it panicked, which `panic` then describes. */
int32_t ori_try(OriEntry entry, void *arguments, void *result, ORI_OWNED OriPanic *panic);

/* From now on a stack overflow inside `ori_try` is a panic that ends the outermost one, where the system can tell. */
void ori_stack_guard_enable(void);

#endif
