/* The runtime's own tests: `runtime_test` runs them all, `runtime_test NAME` provokes one of the ways to abort.
 *
 * Built with the runtime's sources, sanitizers and `counting_allocator.h`. Each test ends with no block in use.
 */
#include "check.h"

const OriLocation here = {"tests/a.ori", "f", 3, 7};

static int tests;
static int failures;

void check(bool holds, const char *what, const char *file, int line) {
    if (holds) return;
    failures++;
    fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
}

bool is_text(OriStr text, const char *expected) {
    OriBytes bytes = ori_str_bytes(&text);
    return bytes.length == (int64_t)strlen(expected) && memcmp(bytes.data, expected, strlen(expected)) == 0;
}

OriStr text_of(const char *text) { return ori_str_copy(text, (int64_t)strlen(text)); }

void release(OriStr text) { ori_rc_decrement(ori_str_object(text), NULL); }

bool is_same(OriStr left, OriStr right) { return left.data == right.data && left.length == right.length; }

void check_text(OriStr text, const char *expected, const char *file, int line) {
    check(is_text(text, expected), expected, file, line);
    OriBytes bytes = ori_str_bytes(&text);
    if (!is_text(text, expected)) fprintf(stderr, "  but: %.*s\n", (int)bytes.length, bytes.data);
    release(text);
}

void run(void (*test)(void)) {
    tests++;
    test();
    CHECK(ori_rc_live() == 0);
    CHECK(counting_in_use() == 0);
}

static const OriElement number = {.size = 8, .drop_list = ori_list_end};

static void panic_in_cleanup(void **data) {
    (void)data;
    ori_panic_division_by_zero(&here);
}

static void panic_twice(void *arguments, void *result) {
    (void)arguments, (void)result;
    __attribute__((cleanup(panic_in_cleanup))) void *owned = NULL;
    ori_panic_integer_overflow(&here);
}

static int provoke(const char *name) {
    OriPanic panic;
    if (strcmp(name, "double-panic") == 0) {
        ori_print("before", 6);
        ori_try(panic_twice, NULL, NULL, &panic);
    } else if (strcmp(name, "panic-outside") == 0) {
        ori_panic_integer_overflow(&here);
    } else if (strncmp(name, "count-overflow", 14) == 0) {
        void *data = ori_rc_alloc(8);
        ori_has_tasks = strcmp(name, "count-overflow-in-tasks") == 0;
        ori_header(data)->count = INT64_C(1) << 62;
        ori_rc_increment(data);
    } else if (strncmp(name, "dead-object", 11) == 0) {
        void *data = ori_rc_alloc(8);
        ori_has_tasks = strcmp(name, "dead-object-in-tasks") == 0;
        ori_header(data)->count = 0;
        ori_rc_decrement(data, NULL);
    } else if (strcmp(name, "out-of-memory") == 0) {
        ori_rc_alloc(INT64_MAX);
    } else if (strcmp(name, "list-too-long") == 0) {
        ori_list_reserve(ori_list_alloc(1, 8), INT64_MAX / 8 + 2, &number);
    } else if (strcmp(name, "list-too-large") == 0) {
        ori_list_reserve(ori_list_empty(), INT64_MAX / 8, &number);
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1) return provoke(argv[1]);
    ori_rc_count_live(true);
    run_counted_objects();
    run_texts();
    run_numbers();
    run_panics();
    run_lists();
    printf("%d tests, %d failures\n", tests, failures);
    return failures != 0;
}
