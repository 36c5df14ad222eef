/* The hot path of lists. This file is also shipped as LLVM IR and inlined into generated code. */
#include "internal.h"

void *ori_list_own(void *data, const OriElement *element) {
    return ori_list_is_own(data) ? data : ori_list_copy(data, element);
}

static inline bool has_room(void *data, const OriElement *element) {
    /* What is there has been allocated, so that neither product nor sum can overflow. */
    int64_t used = ORI_LIST_ELEMENTS + ((OriList *)data)->length * element->size;
    return used + element->size <= ori_header(data)->size;
}

void *ori_list_with_room(void *data, const OriElement *element) {
    return ori_list_is_own(data) && has_room(data, element) ? data : ori_list_grow(data, element);
}

void *ori_list_with_more_room(void *data, const OriElement *element) {
    return has_room(data, element) ? data : ori_list_grow(data, element);
}

void *ori_list_truncate(void *data, int64_t length, const OriElement *element) {
    OriList *list = data;
    if (element->drop != NULL || !ori_list_is_own(data)) return ori_list_shorten(data, length, element);
    if (length < list->length) list->length = length;
    return data;
}
