/* Panics: cleanups, nesting, messages. */
#include "check.h"

static void release_text_at_scope_end(OriStr *text) { release(*text); }

static void release_at_scope_end(void **data) { ori_rc_decrement(*data, NULL); }

/* The message itself is released on the way out, like every other owned value. */
static void panic_at_depth(int64_t depth) {
    __attribute__((cleanup(release_at_scope_end))) void *owned = ori_rc_alloc(8);
    if (depth == 0) {
        __attribute__((cleanup(release_text_at_scope_end))) OriStr message = text_of("at the very bottom");
        ori_panic(message.data, message.length, &here);
    }
    if (depth > 0) panic_at_depth(depth - 1);
}

static void panic_entry(void *arguments, void *result) {
    (void)result;
    panic_at_depth(*(int64_t *)arguments);
}

static void test_a_panic_runs_the_cleanups_of_all_frames(void) {
    for (int64_t depth = 0; depth < 200; depth += 50) {
        OriPanic panic;
        CHECK(ori_try(panic_entry, &depth, NULL, &panic) == 1);
        CHECK(ori_rc_live() == 1);
        CHECK_TEXT(panic.message, "at the very bottom");
    }
}

static void nested_entry(void *arguments, void *result) {
    OriPanic panic;
    int64_t depth = 3;
    CHECK(ori_try(panic_entry, &depth, NULL, &panic) == 1);
    release(panic.message);
    *(int *)result = 1;
    if (arguments != NULL) ori_panic_division_by_zero(NULL);
}

static void test_tries_nest(void) {
    OriPanic panic;
    int seen = 0;
    CHECK(ori_try(nested_entry, NULL, &seen, &panic) == 0 && seen == 1);
    CHECK(ori_try(nested_entry, &seen, &seen, &panic) == 1);
    CHECK(panic.file == NULL && panic.line == 0);
    CHECK_TEXT(panic.message, "division by zero");
}

static void fixed_panic(void *arguments, void *result) {
    (void)result;
    (*(void (**)(const OriLocation *))arguments)(&here);
}

static void test_fixed_messages(void) {
    static const struct {
        void (*function)(const OriLocation *);
        const char *message;
    } table[] = {
        {ori_panic_integer_overflow, "integer overflow"},
        {ori_panic_division_by_zero, "division by zero"},
        {ori_panic_modulo_by_zero, "modulo by zero"},
        {ori_panic_negative_exponent, "negative exponent on integer"},
        {ori_panic_shift_negative, "negative shift count"},
        {ori_panic_shift_exceeds_width, "shift count exceeds bit width"},
        {ori_panic_shift_overflow, "shift overflow"},
        {ori_panic_conversion_out_of_range, "conversion out of range"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        OriPanic panic;
        void (*function)(const OriLocation *) = table[i].function;
        CHECK(ori_try(fixed_panic, &function, NULL, &panic) == 1);
        CHECK_TEXT(panic.message, table[i].message);
        CHECK(panic.column == 7);
    }
}

void run_panics(void) {
    run(test_a_panic_runs_the_cleanups_of_all_frames);
    run(test_tries_nest);
    run(test_fixed_messages);
}
