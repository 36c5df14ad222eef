/* Panics: a forced unwind from `ori_panic` to the innermost `ori_try`.
 *
 * Generated frames have cleanup landing pads only, which a forced unwind runs on its way (Itanium C++ ABI: Exception
 * Handling, level I, section 1.6.2); no frame needs a personality routine that catches. The unwind ends at
 * `ori_try`, which leaves it by `longjmp`. So a panic never crosses a frame of the host, be it Python or libffi.
 */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <unwind.h>

#include "internal.h"

/* Without the signal mask, which would cost a system call. */
#if defined(_WIN32)
#define save_context(context) setjmp(context)
#define restore_context(context) longjmp(context, 1)
#else
#define save_context(context) _setjmp(context)
#define restore_context(context) _longjmp(context, 1)
#endif

typedef struct TryFrame {
    struct TryFrame *outer;
    OriPanic *panic;
    bool is_of_drop; /* a panic that ends here goes on later */
    jmp_buf context;
} TryFrame;

static _Thread_local struct {
    TryFrame *innermost;
    OriPanic *unwinding; /* the panic on its way to the innermost frame */
    OriPanic *handled;   /* the panic whose handler runs */
    OriEntry handler;
    bool has_overflowed;
    bool reports; /* panics are written to standard error before they unwind */
    OriTrace trace;
    struct _Unwind_Exception exception;
    bool has_drop_panic; /* a `drop` panicked, and that has not gone on yet */
    OriPanic drop_panic;
} thread;

static const OriLocation unknown_place;

void ori_panic_set_handler(OriEntry handler) { thread.handler = handler; }

/* Whether `catch` will see a panic that begins now: of all frames, the outermost belongs to the host. */
static bool is_caught(void) {
    for (const TryFrame *frame = thread.innermost; frame->outer != NULL; frame = frame->outer) {
        if (!frame->is_of_drop) return true;
    }
    return false;
}

static const char library[] = "<std>/";

static bool is_library(const char *file) { return strncmp(file, library, sizeof library - 1) == 0; }

static const TryFrame *outermost(void) {
    const TryFrame *frame = thread.innermost;
    while (frame->outer != NULL) frame = frame->outer;
    return frame;
}

/* Finds out by which calls a panic was reached. One that comes from the library is shown where the program calls the
 * library: there its reader can change something. */
static void trace(OriPanic *panic) {
    thread.trace.count = 0;
    OriLocation at = {panic->file, panic->function, panic->line, panic->column};
    if (panic->file != NULL && !is_library(panic->file)) ori_trace_add(&thread.trace, &at);
    ori_trace_collect(&thread.trace, outermost());
    if (thread.trace.count == 0) return;
    panic->trace = &thread.trace;
    panic->file = thread.trace.places[0].file;
    panic->function = thread.trace.places[0].function;
    panic->line = thread.trace.places[0].line;
    panic->column = thread.trace.places[0].column;
}

/* Lets the program hear of a panic that nothing will catch. */
static void handle(OriPanic *panic) {
    if (thread.handler != NULL) {
        thread.handled = panic;
        ori_output_to_error(true);
        thread.handler(NULL, NULL);
        ori_output_to_error(false);
        thread.handled = NULL;
    }
    if (thread.reports) ori_panic_report(panic);
}

void ori_panic_report_early(bool reports) { thread.reports = reports; }

void ori_panic_message(OriStr *out) {
    *out = thread.handled->message;
    ori_rc_increment(ori_str_object(*out));
}

static int64_t left_out(void) {
    const OriTrace *known = thread.handled->trace;
    return known != NULL ? ori_trace_left_out(known) : 0;
}

/* What is left out counts as one frame. */
int64_t ori_panic_frames(void) {
    const OriTrace *known = thread.handled->trace;
    return known != NULL ? ori_trace_length(known) + (left_out() > 0) : 0;
}

/* None for the frame that stands for those left out. */
static const OriLocation *place_of(int64_t frame) {
    bool is_left_out = left_out() > 0;
    if (is_left_out && frame == ORI_TRACE_FIRST) return NULL;
    return &thread.handled->trace->places[is_left_out && frame > ORI_TRACE_FIRST ? frame - 1 : frame];
}

/* `… 9,980 more frames` */
static void write_left_out(char *out, size_t size, int64_t count) {
    char digits[ORI_DECIMAL_SIZE + 1] = {0};
    const char *number = ori_decimal_before(digits + ORI_DECIMAL_SIZE, count);
    size_t length = strlen(number), at = (size_t)snprintf(out, size, "… ");
    for (size_t index = 0; index < length; index++) {
        out[at++] = number[index];
        if (index + 1 < length && (length - index - 1) % 3 == 0) out[at++] = ',';
    }
    snprintf(out + at, size - at, " more frame%s", count == 1 ? "" : "s");
}

static OriStr text_of(const char *text) { return ori_str_copy(text, (int64_t)strlen(text)); }

void ori_panic_function(OriStr *out, int64_t frame) {
    char left[64];
    const OriLocation *place = place_of(frame);
    if (place == NULL) write_left_out(left, sizeof left, left_out());
    *out = text_of(place != NULL ? place->function : left);
}

void ori_panic_file(OriStr *out, int64_t frame) {
    const OriLocation *place = place_of(frame);
    *out = text_of(place != NULL ? place->file : "");
}

int64_t ori_panic_line(int64_t frame) {
    const OriLocation *place = place_of(frame);
    return place != NULL ? place->line : 0;
}

int64_t ori_panic_column(int64_t frame) {
    const OriLocation *place = place_of(frame);
    return place != NULL ? place->column : 0;
}

int32_t ori_try(OriEntry entry, void *arguments, void *result, OriPanic *panic) {
    OriSignalStack signal_stack = {.memory = NULL};
    TryFrame frame = {.outer = thread.innermost, .panic = panic};
    bool is_outermost = frame.outer == NULL;
    OriPanic *unwinding = thread.unwinding; /* a `drop` that it runs may catch panics of its own */
    if (is_outermost) ori_signal_stack_enter(&signal_stack);
    thread.innermost = &frame;
    int32_t has_panicked = 1;
    if (save_context(frame.context) == 0) {
        entry(arguments, result);
        has_panicked = 0;
    }
    thread.unwinding = unwinding;
    if (is_outermost) {
        thread.innermost = &frame; /* an overflow left all others at once */
        if (thread.has_overflowed) handle(panic);
        thread.has_overflowed = false;
        thread.handler = NULL;
    }
    thread.innermost = frame.outer;
    if (thread.has_drop_panic && !has_panicked) {
        *panic = thread.drop_panic;
        thread.has_drop_panic = false;
        has_panicked = 1;
    }
    if (is_outermost) ori_signal_stack_leave(&signal_stack);
    return has_panicked;
}

/* The stack grows downwards: a frame whose caller's stack pointer is above the `TryFrame` is `ori_try` itself. */
static _Unwind_Reason_Code stop_at_try(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                       struct _Unwind_Exception *exception, struct _Unwind_Context *context,
                                       void *parameter) {
    (void)version, (void)class, (void)exception;
    TryFrame *frame = parameter;
    bool is_there = (uintptr_t)_Unwind_GetCFA(context) > (uintptr_t)frame;
    if (is_there || (actions & _UA_END_OF_STACK) != 0) restore_context(frame->context);
    return _URC_NO_REASON;
}

static void describe(OriPanic *panic, OriStr message, const OriLocation *at) {
    if (at == NULL) at = &unknown_place;
    *panic = (OriPanic){
        .message = message, .file = at->file, .function = at->function, .line = at->line, .column = at->column};
}

static _Noreturn void unwind_to(TryFrame *frame) {
    thread.unwinding = frame->panic;
    _Unwind_ForcedUnwind(&thread.exception, stop_at_try, frame);
    ori_abort("the stack cannot be unwound");
}

void ori_panic_report(OriPanic *panic) {
    if (panic->is_reported) return;
    panic->is_reported = true;
    ori_output_flush();
    fputs("panic: ", stderr);
    OriBytes message = ori_str_bytes(&panic->message);
    fwrite(message.data, 1, (size_t)message.length, stderr);
    fputc('\n', stderr);
    if (panic->file == NULL) return;
    fprintf(stderr, "  at %s:%d:%d\n", panic->file, (int)panic->line, (int)panic->column);
    fprintf(stderr, "    %s%s\n", panic->function[0] == '@' ? "" : "@", panic->function);
    if (panic->trace == NULL) return;
    int64_t length = ori_trace_length(panic->trace), left = ori_trace_left_out(panic->trace);
    for (int64_t index = 1; index < length; index++) {
        if (left > 0 && index == ORI_TRACE_FIRST) {
            char text[64];
            write_left_out(text, sizeof text, left);
            fprintf(stderr, "    %s\n", text);
        }
        const OriLocation *place = &panic->trace->places[index];
        fprintf(stderr, "    %s at %s:%d:%d\n", place->function, place->file, (int)place->line, (int)place->column);
    }
}

/* Ends the program: the second of two panics has no way to go. */
static _Noreturn void abort_with(OriPanic *second) {
    ori_panic_report(thread.handled != NULL ? thread.handled : thread.unwinding);
    if (!second->is_reported) trace(second);
    ori_panic_report(second);
    ori_abort(thread.handled != NULL ? "panic in `@panic`" : "panic while a panic unwinds");
}

void ori_raise_drop_panic(const OriLocation *at) {
    (void)at; /* the panic has a place already */
    if (!thread.has_drop_panic || thread.unwinding != NULL) return;
    TryFrame *frame = thread.innermost;
    if (frame == NULL) ori_abort("panic outside ori_try");
    *frame->panic = thread.drop_panic;
    thread.has_drop_panic = false;
    unwind_to(frame);
}

/* Drops run in the midst of counting, which nothing may unwind: a frame of its own ends a panic here. While another
 * panic unwinds there is none, and `ori_panic` aborts. */
void ori_run_drop(OriDrop drop, void *value) {
    ori_header(*(void **)value)->count = 1; /* `drop` may copy and release the value it is called with */
    if (thread.unwinding != NULL) {
        drop(value);
        return;
    }
    OriPanic panic;
    TryFrame frame = {.outer = thread.innermost, .panic = &panic, .is_of_drop = true};
    bool had_panic = thread.has_drop_panic;
    OriPanic earlier = thread.drop_panic;
    thread.has_drop_panic = false;
    thread.innermost = &frame;
    if (save_context(frame.context) == 0) {
        drop(value);
    } else {
        thread.unwinding = NULL;
        thread.has_drop_panic = true;
        thread.drop_panic = panic;
    }
    thread.innermost = frame.outer;
    if (!had_panic) return;
    if (thread.has_drop_panic) {
        thread.unwinding = &earlier;
        abort_with(&thread.drop_panic);
    }
    thread.has_drop_panic = true;
    thread.drop_panic = earlier;
}

/* A panic that comes from the library is shown where the program calls the library: there its reader can change
 * something. */
void ori_panic_leaves_library(const OriLocation *at) {
    OriPanic *panic = thread.innermost->panic;
    if (at == NULL || panic->file == NULL || !is_library(panic->file)) return;
    describe(panic, panic->message, at);
}

/* Begins a panic; the message is owned. */
static _Noreturn void begin(OriStr message, const OriLocation *at) {
    OriPanic panic;
    describe(&panic, message, at);
    if (thread.unwinding != NULL || thread.handled != NULL) abort_with(&panic);
    TryFrame *frame = thread.innermost;
    if (frame == NULL) ori_abort("panic outside ori_try");
    ori_raise_drop_panic(at);
    *frame->panic = panic;
    if (!is_caught()) {
        trace(frame->panic);
        handle(frame->panic);
    }
    unwind_to(frame);
}

void ori_panic(char *data, int64_t length, const OriLocation *at) {
    /* The frames on the way release the caller's reference. */
    OriStr kept = {.data = data, .length = length};
    ori_rc_increment(ori_str_object(kept));
    begin(kept, at);
}

#define FIXED_PANIC(name, message)                             \
    void name(const OriLocation *at) {                         \
        begin(ori_str_copy(message, sizeof message - 1), at);  \
    }

FIXED_PANIC(ori_panic_integer_overflow, "integer overflow")
FIXED_PANIC(ori_panic_division_by_zero, "division by zero")
FIXED_PANIC(ori_panic_modulo_by_zero, "modulo by zero")
FIXED_PANIC(ori_panic_negative_exponent, "negative exponent on integer")
FIXED_PANIC(ori_panic_shift_negative, "negative shift count")
FIXED_PANIC(ori_panic_shift_exceeds_width, "shift count exceeds bit width")
FIXED_PANIC(ori_panic_shift_overflow, "shift overflow")
FIXED_PANIC(ori_panic_conversion_out_of_range, "conversion out of range")

/* Nothing is allocated for so short a message. No cleanup runs: there is no stack to run it on, and nothing in the
 * program may catch this panic. An unwinder that runs out of stack may hold its lock, so it cannot be left. */
bool ori_panic_stack_overflow(void) {
    TryFrame *frame = thread.innermost;
    if (frame == NULL) return false;
    OriPanic panic;
    describe(&panic, ori_str_copy("stack overflow", 14), NULL);
    if (thread.unwinding != NULL || thread.handled != NULL) abort_with(&panic);
    trace(&panic);
    while (frame->outer != NULL) frame = frame->outer;
    ori_rc_abandon_destruction();
    *frame->panic = panic;
    thread.has_overflowed = true;
    restore_context(frame->context);
}
