/* Where printed text goes: to standard output through a buffer, or to memory while a capture is on.
 *
 * The buffer is shared by all threads; a capture belongs to the thread that began it. A terminal gets every line at
 * once. A failed write is remembered, and reported by `ori_output_flush`.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/types.h>
#include <unistd.h>

#include "internal.h"

#define STANDARD_OUTPUT 1

static struct {
    atomic_flag lock;
    bool is_begun;
    bool is_write_through;
    bool has_failed;
    size_t used;
    char bytes[1 << 14];
} output = {.lock = ATOMIC_FLAG_INIT};

typedef struct Capture {
    struct Capture *outer;
    char *bytes;
    size_t used;
    size_t size;
} Capture;

static _Thread_local Capture *capture;
static _Thread_local bool goes_to_error;

void ori_output_to_error(bool is_enabled) {
    if (is_enabled) ori_output_flush();
    goes_to_error = is_enabled;
}

static void lock_output(void) {
    while (atomic_flag_test_and_set_explicit(&output.lock, memory_order_acquire)) {
    }
}

static void unlock_output(void) { atomic_flag_clear_explicit(&output.lock, memory_order_release); }

static void write_all(const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(STANDARD_OUTPUT, bytes, length);
        if (written < 0) {
            if (errno == EINTR) continue;
            output.has_failed = true;
            return;
        }
        bytes += written;
        length -= (size_t)written;
    }
}

static void empty_buffer(void) {
    write_all(output.bytes, output.used);
    output.used = 0;
}

static void put(const char *bytes, size_t length) {
    if (length > sizeof output.bytes - output.used) empty_buffer();
    if (length > sizeof output.bytes) {
        write_all(bytes, length);
    } else if (length > 0) {
        memcpy(output.bytes + output.used, bytes, length);
        output.used += length;
    }
}

static void append(Capture *to, const char *bytes, size_t length) {
    if (length > to->size - to->used) {
        size_t size = to->size == 0 ? 256 : to->size;
        while (length > size - to->used) {
            if (size > SIZE_MAX / 2) ori_abort("out of memory");
            size *= 2;
        }
        char *grown = realloc(to->bytes, size);
        if (grown == NULL) ori_abort("out of memory");
        to->bytes = grown;
        to->size = size;
    }
    if (length > 0) memcpy(to->bytes + to->used, bytes, length);
    to->used += length;
}

static void write_out(const char *bytes, size_t length, const char *end) {
    if (goes_to_error) {
        fwrite(bytes, 1, length, stderr);
        fputs(end, stderr);
        return;
    }
    if (capture != NULL) {
        append(capture, bytes, length);
        append(capture, end, strlen(end));
        return;
    }
    lock_output();
    if (!output.is_begun) {
        output.is_begun = true;
        if (isatty(STANDARD_OUTPUT)) output.is_write_through = true;
    }
    put(bytes, length);
    put(end, strlen(end));
    if (output.is_write_through) empty_buffer();
    unlock_output();
}

void ori_print(char *data, int64_t length) {
    const OriStr text = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&text);
    write_out(bytes.data, (size_t)bytes.length, "\n");
}

void ori_write(char *data, int64_t length) {
    const OriStr text = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&text);
    write_out(bytes.data, (size_t)bytes.length, "");
}

void ori_write_error(char *data, int64_t length) { ori_debug_print(data, length, NULL); }

void ori_debug_print(char *data, int64_t length, const OriLocation *at) {
    const OriStr text = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&text);
    ori_output_flush();
    if (at != NULL) fprintf(stderr, "[%s:%d] ", at->file, (int)at->line);
    fwrite(bytes.data, 1, (size_t)bytes.length, stderr);
    fputc('\n', stderr);
}

bool ori_output_flush(void) {
    lock_output();
    empty_buffer();
    bool is_complete = !output.has_failed;
    unlock_output();
    return is_complete;
}

void ori_output_write_through(bool is_enabled) {
    lock_output();
    empty_buffer();
    output.is_begun = true;
    output.is_write_through = is_enabled;
    unlock_output();
}

void ori_output_capture_begin(void) {
    Capture *inner = calloc(1, sizeof *inner);
    if (inner == NULL) ori_abort("out of memory");
    inner->outer = capture;
    capture = inner;
}

void ori_output_capture_end(OriStr *out) {
    Capture *ended = capture;
    if (ended == NULL) {
        *out = ORI_STR_EMPTY;
        return;
    }
    *out = ori_str_copy(ended->bytes, (int64_t)ended->used);
    capture = ended->outer;
    free(ended->bytes);
    free(ended);
}

void ori_abort(const char *message) {
    ori_output_flush();
    fprintf(stderr, "fatal: %s\n", message);
    abort();
}
