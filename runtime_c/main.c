/* The entry of a built program: calls the generated `ori_main` and turns its way out into an exit code.
 *
 *   0..255   the low 8 bits of what `@main` returned; 0 when it returns nothing
 *   1        uncaught panic, or the number in ORI_PANIC_EXIT_CODE, by which a caller can tell the two apart
 *   1        the output could not be written
 *   2        ORI_CHECK_LEAKS is set and counted objects are left
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#endif

#include "internal.h"

#define EXIT_PANIC 1
#define EXIT_OUTPUT_FAILED 1
#define EXIT_LEAK 2

/* `arguments` points to the list of the program's arguments, without its name, which the caller keeps. `result` points
 * to an int64_t that is 0; an `@main` that returns an int stores it there. */
void ori_main(void *arguments, void *result);

#if defined(__ELF__)
/* What the addresses of its code mean; a program may come without. */
extern const OriFrames ori_frames __attribute__((weak));
#endif

static bool is_set(const char *name) {
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' && strcmp(value, "0") != 0;
}

static int panic_exit_code(void) {
    const char *code = getenv("ORI_PANIC_EXIT_CODE");
    return code != NULL && code[0] != '\0' ? atoi(code) : EXIT_PANIC;
}

int main(int argc, char **argv) {
    OriPanic panic;
    int64_t result = 0;
#if defined(_WIN32)
    _setmode(1, _O_BINARY);
    _setmode(2, _O_BINARY);
#endif
    bool checks_leaks = is_set("ORI_CHECK_LEAKS");
    ori_rc_count_live(checks_leaks);
    ori_stack_guard_enable();
#if defined(__ELF__)
    if (&ori_frames != NULL) ori_frames_set(&ori_frames);
#endif
    ori_panic_report_early(true);
    ori_set_arguments(argc, argv);
    void *arguments = ori_arguments(false);
    int32_t has_panicked = ori_try(ori_main, &arguments, &result, &panic);
    ori_arguments_release(arguments);
    bool is_written = ori_output_flush();
    if (has_panicked) return panic_exit_code();
    if (!is_written) {
        fputs("error: standard output could not be written\n", stderr);
        return EXIT_OUTPUT_FAILED;
    }
    if (checks_leaks && ori_rc_live() != 0) {
        fprintf(stderr, "leak: %lld objects are still alive at the end\n", (long long)ori_rc_live());
        return EXIT_LEAK;
    }
    return (int)(result & 0xFF);
}
