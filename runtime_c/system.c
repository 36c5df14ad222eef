/* What programs ask of the system: files, variables of the environment, the time, random numbers.
 *
 * A function that can fail leaves a message, which `ori_system_error` takes; without a failure that is empty.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/random.h>
#elif defined(_WIN32)
#include <windows.h>

#include <bcrypt.h>
#endif

#include "internal.h"

static _Thread_local char system_error[256];

static void fail(const char *message) { snprintf(system_error, sizeof system_error, "%s", message); }

void ori_system_error(OriStr *out) {
    *out = ori_repaired_text(system_error);
    system_error[0] = '\0';
}

/* A copy with a NUL behind it, to be freed; null after a failure if there is a NUL inside. */
static char *c_string(char *data, int64_t length) {
    const OriStr text = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&text);
    if (bytes.length > 0 && memchr(bytes.data, '\0', (size_t)bytes.length) != NULL) {
        fail("the name contains a NUL");
        return NULL;
    }
    char *copy = malloc((size_t)bytes.length + 1);
    if (copy == NULL) ori_abort("out of memory");
    if (bytes.length > 0) memcpy(copy, bytes.data, (size_t)bytes.length);
    copy[bytes.length] = '\0';
    return copy;
}

/* Everything in a file, to be freed, with a NUL behind it; null after a failure. */
static char *content_of(FILE *file, int64_t *length) {
    size_t size = 1 << 12, used = 0;
    char *bytes = malloc(size);
    while (bytes != NULL) {
        used += fread(bytes + used, 1, size - used - 1, file);
        if (ferror(file)) {
            fail(strerror(errno));
            free(bytes);
            return NULL;
        }
        if (feof(file)) break;
        if (size - used > 1) continue;
        char *grown = size > SIZE_MAX / 2 ? NULL : realloc(bytes, 2 * size);
        if (grown == NULL) ori_abort("out of memory");
        bytes = grown;
        size *= 2;
    }
    if (bytes == NULL) ori_abort("out of memory");
    bytes[used] = '\0';
    *length = (int64_t)used;
    return bytes;
}

void ori_file_read(OriStr *out, char *path, int64_t path_length) {
    *out = ORI_STR_EMPTY;
    char *name = c_string(path, path_length);
    if (name == NULL) return;
    FILE *file = fopen(name, "rb");
    free(name);
    if (file == NULL) {
        fail(strerror(errno));
        return;
    }
    int64_t length = 0;
    char *bytes = content_of(file, &length);
    fclose(file);
    if (bytes == NULL) return;
    if (ori_is_utf8(bytes, length)) {
        *out = ori_str_copy(bytes, length);
    } else {
        fail("the file is not UTF-8");
    }
    free(bytes);
}

void ori_file_write(char *path, int64_t path_length, char *data, int64_t length) {
    const OriStr text = {.data = data, .length = length};
    OriBytes bytes = ori_str_bytes(&text);
    char *name = c_string(path, path_length);
    if (name == NULL) return;
    FILE *file = fopen(name, "wb");
    free(name);
    if (file == NULL) {
        fail(strerror(errno));
        return;
    }
    bool is_written = fwrite(bytes.data, 1, (size_t)bytes.length, file) == (size_t)bytes.length;
    int problem = is_written ? 0 : errno;
    if (fclose(file) != 0 && problem == 0) problem = errno;
    if (problem != 0) fail(strerror(problem));
}

bool ori_file_exists(char *path, int64_t path_length) {
    char *name = c_string(path, path_length);
    struct stat found;
    bool exists = name != NULL && stat(name, &found) == 0;
    free(name);
    system_error[0] = '\0';
    return exists;
}

void ori_file_delete(char *path, int64_t path_length) {
    char *name = c_string(path, path_length);
    if (name != NULL && remove(name) != 0) fail(strerror(errno));
    free(name);
}

void ori_current_folder(OriStr *out) {
    size_t size = 1 << 8;
    char *buffer = malloc(size);
    while (buffer != NULL && getcwd(buffer, size) == NULL && errno == ERANGE) {
        size *= 2;
        char *grown = realloc(buffer, size);
        if (grown == NULL) free(buffer);
        buffer = grown;
    }
    if (buffer == NULL) ori_abort("out of memory");
    *out = ori_repaired_text(buffer);
    free(buffer);
}

void ori_environment_set(char *name, int64_t name_length, char *data, int64_t length) {
    char *key = c_string(name, name_length), *value = c_string(data, length);
    if (key != NULL && value != NULL) {
#if defined(_WIN32)
        if (_putenv_s(key, value) != 0) fail(strerror(errno));
#else
        if (setenv(key, value, 1) != 0) fail(strerror(errno));
#endif
    }
    free(key);
    free(value);
}

void ori_environment_remove(char *name, int64_t name_length) {
    char *key = c_string(name, name_length);
    if (key != NULL) {
#if defined(_WIN32)
        if (_putenv_s(key, "") != 0) fail(strerror(errno));
#else
        if (unsetenv(key) != 0) fail(strerror(errno));
#endif
    }
    free(key);
}

int64_t ori_clock_now(void) {
    struct timespec now;
    if (timespec_get(&now, TIME_UTC) == 0) return 0;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t ori_clock_offset(int64_t seconds) {
    time_t at = (time_t)seconds;
    struct tm parts;
#if defined(_WIN32)
    if (gmtime_s(&parts, &at) != 0) return 0;
    parts.tm_isdst = -1;
    return (int64_t)(at - mktime(&parts));
#else
    return localtime_r(&at, &parts) == NULL ? 0 : (int64_t)parts.tm_gmtoff;
#endif
}

int64_t ori_random_bits(void) {
    int64_t bits = 0;
#if defined(__linux__)
    bool is_known = getrandom(&bits, sizeof bits, 0) == (ssize_t)sizeof bits;
#elif defined(_WIN32)
    bool is_known = BCryptGenRandom(NULL, (PUCHAR)&bits, sizeof bits, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0;
#else
    arc4random_buf(&bits, sizeof bits);
    bool is_known = true;
#endif
    if (!is_known) ori_abort("the system has no random numbers");
    return bits;
}
