/* The words that a program was called with, and its environment. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#if defined(_WIN32)
#define environ _environ
#else
extern char **environ;
#endif

/* Those of the process; the first one is the program's name. */
static struct {
    int64_t count;
    char *const *values;
} arguments;

void ori_set_arguments(int64_t count, char *const *values) {
    arguments.count = count;
    arguments.values = values;
}

static OriStr *texts_of(void *list) { return (OriStr *)(void *)((OriList *)list)->elements; }

static void *list_of(int64_t count, char *const *values) {
    if (count <= 0) return ori_list_empty();
    OriList *list = ori_list_alloc(count, count * (int64_t)sizeof(OriStr));
    for (int64_t i = 0; i < count; i++) texts_of(list)[i] = ori_repaired_text(values[i]);
    return list;
}

void *ori_arguments(bool has_name) {
    int64_t first = has_name ? 0 : 1;
    return list_of(arguments.count - first, arguments.values + first);
}

static void drop_texts(void *data) {
    for (int64_t i = ((OriList *)data)->length - 1; i >= 0; i--) ori_rc_decrement(ori_str_object(texts_of(data)[i]), NULL);
}

void ori_arguments_release(void *list) { ori_rc_decrement(list, drop_texts); }

void *ori_environment(void) {
    int64_t count = 0;
    if (environ != NULL) {
        while (environ[count] != NULL) count++;
    }
    return list_of(count, environ);
}
