/* Lists: what happens when one has other owners, or no room. All functions here consume the list and return an
 * owned one. */
#include <string.h>

#include "internal.h"

#define SMALLEST_CAPACITY 4

/* Its size is that of nothing at all, so that there never is room in it, not even for elements without bytes. */
static struct {
    OriHeader header;
    OriList list;
} empty = {.header = {.size = 0, .count = ORI_COUNT_IMMORTAL}, .list = {.elements = (char *)(&empty + 1)}};

_Static_assert(offsetof(__typeof__(empty), list) == sizeof(OriHeader), "data stands right behind its header");

void *ori_list_empty(void) { return &empty.list; }

static int64_t length_of(void *data) { return ((OriList *)data)->length; }

static char *element_at(void *data, int64_t index, const OriElement *element) {
    return ((OriList *)data)->elements + index * element->size;
}

static int64_t capacity_of(void *data, const OriElement *element) {
    if (element->size == 0) return INT64_MAX;
    return (ori_header(data)->size - ORI_LIST_ELEMENTS) / element->size;
}

/* The bytes of so many elements, to which those in front of them can be added. */
static int64_t size_of(int64_t capacity, const OriElement *element) {
    int64_t size;
    if (__builtin_mul_overflow(capacity, element->size, &size) || size > INT64_MAX - ORI_LIST_ELEMENTS) {
        ori_abort("out of memory");
    }
    return size;
}

OriList *ori_list_alloc(int64_t length, int64_t size) {
    OriList *list = ori_rc_alloc(ORI_LIST_ELEMENTS + size);
    *list = (OriList){.length = length, .elements = (char *)(list + 1)};
    return list;
}

static int64_t doubled(int64_t capacity) {
    if (capacity < SMALLEST_CAPACITY) return SMALLEST_CAPACITY;
    return capacity > INT64_MAX / 2 ? INT64_MAX : 2 * capacity;
}

/* A copy of the first `length` elements of a list that stays with its other owners, or is a view. */
static void *copy(void *data, int64_t length, int64_t capacity, const OriElement *element) {
    if (capacity == 0) return ori_list_empty();
    OriList *fresh = ori_list_alloc(length, size_of(capacity, element));
    if (length == 0) return fresh;
    ori_count_copied(length);
    memcpy(fresh->elements, element_at(data, 0, element), (size_t)(length * element->size));
    if (element->retain != NULL) {
        for (int64_t i = 0; i < length; i++) element->retain(element_at(fresh, i, element));
    }
    return fresh;
}

static void *copy_and_release(void *data, int64_t length, int64_t capacity, const OriElement *element) {
    void *fresh = copy(data, length, capacity, element);
    ori_rc_decrement(data, element->drop_list);
    return fresh;
}

/* The list with that capacity, which is not less than its length. */
static void *with_capacity(void *data, int64_t capacity, const OriElement *element) {
    if (!ori_list_is_own(data)) return copy_and_release(data, length_of(data), capacity, element);
    OriList *list = ori_rc_resize(data, ORI_LIST_ELEMENTS + size_of(capacity, element));
    list->elements = (char *)(list + 1);
    return list;
}

void *ori_list_copy(void *data, const OriElement *element) {
    int64_t length = length_of(data);
    return copy_and_release(data, length, length, element);
}

void *ori_list_grow(void *data, const OriElement *element) {
    /* A copy gets room by its length: the capacity of a list that others have says nothing about this one. */
    int64_t capacity = ori_list_is_own(data) ? capacity_of(data, element) : length_of(data);
    return with_capacity(data, doubled(capacity), element);
}

void *ori_list_reserve(void *data, int64_t capacity, const OriElement *element) {
    if (capacity <= length_of(data)) return data;
    if (ori_list_is_own(data) && capacity <= capacity_of(data, element)) return data;
    return with_capacity(data, capacity, element);
}

void *ori_list_shorten(void *data, int64_t length, const OriElement *element) {
    OriList *list = data;
    int64_t before = length_of(data);
    if (length >= before) return data;
    if (!ori_list_is_own(data)) return copy_and_release(data, length, length, element);
    list->length = length;
    if (element->drop != NULL) {
        for (int64_t i = before - 1; i >= length; i--) element->drop(element_at(data, i, element));
    }
    return data;
}

/* A view of a list, whose reference it takes over. */
static void *view(void *data, int64_t start, int64_t end, const OriElement *element) {
    OriList *list = data;
    char *elements = element_at(data, start, element);
    void *owner = data;
    if (ori_list_is_view(data)) {
        if (ori_rc_is_unique(data)) {
            *list = (OriList){.length = end - start, .elements = elements};
            return list;
        }
        owner = ((OriView *)data)->owner;
        ori_rc_increment(owner);
        ori_rc_decrement(data, element->drop_list);
    }
    OriView *fresh = ori_rc_alloc(sizeof(OriView));
    *fresh = (OriView){.list = {.length = end - start, .elements = elements}, .owner = owner};
    return fresh;
}

void *ori_list_slice(void *data, int64_t start, int64_t end, const OriElement *element) {
    if (start >= end) {
        ori_rc_decrement(data, element->drop_list);
        return ori_list_empty();
    }
    if (start == 0 && end == length_of(data)) return data;
    /* What nobody else has stays ordinary, to grow in place again. */
    if (start == 0 && ori_list_is_own(data)) return ori_list_shorten(data, end, element);
    return view(data, start, end, element);
}

void ori_list_end(void *data) {
    if (ori_list_is_view(data)) ori_rc_decrement(((OriView *)data)->owner, NULL);
}
