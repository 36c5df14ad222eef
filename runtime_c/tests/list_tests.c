/* Lists: growth, copies, views. */
#include "check.h"

static const OriElement number = {.size = 8, .drop_list = ori_list_end};
static const OriElement nothing = {.size = 0, .drop_list = ori_list_end};

static void *numbers(int64_t count) {
    void *list = ori_list_empty();
    for (int64_t i = 0; i < count; i++) {
        list = ori_list_with_room(list, &number);
        ((int64_t *)((OriList *)list)->elements)[((OriList *)list)->length++] = i;
    }
    return list;
}

static bool holds(void *data, int64_t count) {
    OriList *list = data;
    if (list->length != count) return false;
    for (int64_t i = 0; i < count; i++) {
        if (((int64_t *)list->elements)[i] != i) return false;
    }
    return true;
}

/* Elements that are cells; dropping one notes its number. */
static int64_t dropped[8];
static int drops;

static void retain_cell(void *value) { ori_rc_increment(*(void **)value); }

static void note_number(void *data) { dropped[drops++] = *(int64_t *)data; }

static void drop_cell(void *value) { ori_rc_decrement(*(void **)value, note_number); }

static void drop_cells(void *data) {
    if (ori_list_is_view(data)) {
        ori_rc_decrement(((OriView *)data)->owner, drop_cells);
        return;
    }
    for (int64_t i = ((OriList *)data)->length - 1; i >= 0; i--) drop_cell(((OriList *)data)->elements + 8 * i);
}

static const OriElement cell = {.size = 8, .retain = retain_cell, .drop = drop_cell, .drop_list = drop_cells};

static void *cells(int64_t count) {
    void *list = ori_list_empty();
    for (int64_t i = 0; i < count; i++) {
        list = ori_list_with_room(list, &cell);
        int64_t *content = ori_rc_alloc(8);
        *content = i;
        ((void **)((OriList *)list)->elements)[((OriList *)list)->length++] = content;
    }
    drops = 0;
    return list;
}

static void test_a_list_grows_by_doubling_in_place(void) {
    int64_t sizes = 0, last = 0;
    void *list = ori_list_empty();
    for (int64_t i = 0; i < 1000; i++) {
        list = ori_list_with_room(list, &number);
        ((int64_t *)((OriList *)list)->elements)[((OriList *)list)->length++] = i;
        if (ori_header(list)->size != last) sizes++;
        last = ori_header(list)->size;
        CHECK(ori_rc_live() == 1);
    }
    CHECK(sizes == 9);
    CHECK(last == ORI_LIST_ELEMENTS + 8 * 1024);
    CHECK(holds(list, 1000));
    ori_rc_decrement(list, NULL);
}

static void test_a_shared_list_is_copied_before_it_changes(void) {
    void *list = numbers(5);
    CHECK(ori_list_own(list, &number) == list);
    ori_rc_increment(list);
    void *copy = ori_list_own(list, &number);
    CHECK(copy != list && holds(copy, 5) && holds(list, 5));
    CHECK(ori_rc_is_unique(copy) && ori_rc_is_unique(list));
    ori_rc_decrement(copy, NULL);
    ori_rc_increment(list);
    copy = ori_list_with_room(list, &number);
    CHECK(copy != list && holds(copy, 5) && ori_header(copy)->size >= ORI_LIST_ELEMENTS + 8 * 6);
    ori_rc_decrement(copy, NULL);
    ori_rc_decrement(list, NULL);
}

static void test_copies_of_a_list_share_its_elements(void) {
    void *list = cells(3);
    ori_rc_increment(list);
    void *copy = ori_list_own(list, &cell);
    CHECK(ori_rc_live() == 5);
    ori_rc_decrement(list, drop_cells);
    CHECK(drops == 0 && ori_rc_live() == 4);
    ori_rc_decrement(copy, drop_cells);
    CHECK(drops == 3 && dropped[0] == 2 && dropped[1] == 1 && dropped[2] == 0);
}

static void test_a_list_is_shortened_from_the_end(void) {
    void *list = cells(5);
    CHECK(ori_list_truncate(list, 5, &cell) == list && drops == 0);
    CHECK(ori_list_truncate(list, 3, &cell) == list);
    CHECK(drops == 2 && dropped[0] == 4 && dropped[1] == 3);
    ori_rc_increment(list);
    void *one = ori_list_truncate(list, 1, &cell);
    CHECK(one != list && ((OriList *)one)->length == 1 && ((OriList *)list)->length == 3 && drops == 2);
    ori_rc_increment(one);
    CHECK(ori_list_truncate(one, 0, &cell) == ori_list_empty());
    ori_rc_decrement(one, drop_cells);
    ori_rc_decrement(list, drop_cells);
    CHECK(drops == 5);
    list = ori_list_truncate(numbers(9), 4, &number);
    CHECK(holds(list, 4));
    ori_rc_decrement(list, NULL);
    CHECK(ori_list_truncate(ori_list_empty(), 0, &number) == ori_list_empty());
}

static void test_room_is_made_in_advance(void) {
    CHECK(ori_list_reserve(ori_list_empty(), 0, &number) == ori_list_empty());
    CHECK(ori_list_reserve(ori_list_empty(), -1, &number) == ori_list_empty());
    void *list = ori_list_reserve(numbers(3), 100, &number);
    CHECK(holds(list, 3) && ori_header(list)->size == ORI_LIST_ELEMENTS + 800);
    CHECK(ori_list_reserve(list, 50, &number) == list);
    ori_rc_increment(list);
    CHECK(ori_list_reserve(list, 3, &number) == list);
    void *copy = ori_list_reserve(list, 4, &number);
    CHECK(copy != list && holds(copy, 3));
    ori_rc_decrement(copy, NULL);
    ori_rc_decrement(list, NULL);
}

static void test_elements_without_bytes_are_counted(void) {
    void *list = ori_list_empty();
    for (int64_t i = 0; i < 100; i++) {
        list = ori_list_with_room(list, &nothing);
        ((OriList *)list)->length++;
    }
    CHECK(((OriList *)list)->length == 100 && ori_header(list)->size == ORI_LIST_ELEMENTS);
    list = ori_list_reserve(list, INT64_MAX, &nothing);
    ori_rc_increment(list);
    void *some = ori_list_truncate(list, 7, &nothing);
    CHECK(((OriList *)some)->length == 7);
    ori_rc_decrement(some, NULL);
    ori_rc_decrement(list, NULL);
}

static int64_t number_at(void *list, int64_t index) { return ((int64_t *)(void *)((OriList *)list)->elements)[index]; }

static void test_a_part_is_a_view_that_outlives_its_list(void) {
    int64_t copied = ori_list_copied();
    void *list = numbers(9);
    ori_rc_increment(list);
    void *part = ori_list_slice(list, 2, 7, &number);
    CHECK(((OriList *)part)->length == 5 && number_at(part, 0) == 2 && number_at(part, 4) == 6);
    ori_rc_decrement(list, ori_list_end);
    CHECK(ori_rc_live() == 2);
    ori_rc_increment(part);
    void *inner = ori_list_slice(part, 1, 3, &number);
    CHECK(inner != part && ((OriView *)inner)->owner == list && number_at(inner, 0) == 3);
    ori_rc_decrement(part, ori_list_end);
    CHECK(ori_rc_live() == 2 && ((OriList *)inner)->length == 2);
    CHECK(ori_list_slice(inner, 1, 2, &number) == inner && number_at(inner, 0) == 4);
    CHECK(ori_list_copied() == copied);
    ori_rc_decrement(inner, ori_list_end);
}

static void test_the_ends_of_parts(void) {
    void *list = numbers(4);
    CHECK(ori_list_slice(list, 0, 4, &number) == list);
    CHECK(ori_list_slice(list, 0, 3, &number) == list && holds(list, 3));
    ori_rc_increment(list);
    CHECK(ori_list_slice(list, 3, 3, &number) == ori_list_empty());
    ori_rc_increment(list);
    CHECK(ori_list_slice(list, 5, 1, &number) == ori_list_empty());
    CHECK(ori_rc_is_unique(list));
    CHECK(ori_list_slice(list, 2, 2, &number) == ori_list_empty());
    CHECK(ori_list_slice(ori_list_empty(), 0, 0, &number) == ori_list_empty());
    list = ori_list_reserve(ori_list_empty(), 3, &nothing);
    ((OriList *)list)->length = 3;
    void *part = ori_list_slice(list, 1, 3, &nothing);
    CHECK(ori_list_is_view(part) && ((OriList *)part)->length == 2);
    part = ori_list_own(part, &nothing);
    CHECK(!ori_list_is_view(part) && ((OriList *)part)->length == 2);
    ori_rc_decrement(part, ori_list_end);
}

static void test_a_view_is_copied_before_it_changes(void) {
    int64_t copied = ori_list_copied();
    void *list = numbers(6);
    void *part = ori_list_slice(list, 1, 5, &number);
    CHECK(ori_rc_is_unique(part) && ori_rc_is_unique(list));
    void *own = ori_list_own(part, &number);
    CHECK(own != part && !ori_list_is_view(own) && number_at(own, 0) == 1 && ((OriList *)own)->length == 4);
    CHECK(ori_list_copied() == copied + 4);
    void *longer = ori_list_with_room(ori_list_slice(own, 1, 4, &number), &number);
    CHECK(!ori_list_is_view(longer) && number_at(longer, 0) == 2 && ori_header(longer)->size >= ORI_LIST_ELEMENTS + 32);
    void *shorter = ori_list_truncate(ori_list_slice(longer, 1, 3, &number), 1, &number);
    CHECK(!ori_list_is_view(shorter) && number_at(shorter, 0) == 3);
    shorter = ori_list_reserve(ori_list_slice(ori_list_with_room(shorter, &number), 0, 1, &number), 50, &number);
    CHECK(!ori_list_is_view(shorter) && ori_header(shorter)->size == ORI_LIST_ELEMENTS + 400);
    ori_rc_decrement(shorter, ori_list_end);
}

static void test_elements_of_views_are_dropped_once(void) {
    void *list = cells(5);
    ori_rc_increment(list);
    void *part = ori_list_slice(list, 1, 3, &cell);
    ori_rc_decrement(list, drop_cells);
    CHECK(drops == 0);
    ori_rc_increment(part);
    void *own = ori_list_own(part, &cell);
    ori_rc_decrement(part, drop_cells);
    CHECK(drops == 3);
    ori_rc_decrement(own, drop_cells);
    CHECK(drops == 5);
}

void run_lists(void) {
    run(test_a_list_grows_by_doubling_in_place);
    run(test_a_shared_list_is_copied_before_it_changes);
    run(test_copies_of_a_list_share_its_elements);
    run(test_a_list_is_shortened_from_the_end);
    run(test_room_is_made_in_advance);
    run(test_elements_without_bytes_are_counted);
    run(test_a_part_is_a_view_that_outlives_its_list);
    run(test_the_ends_of_parts);
    run(test_a_view_is_copied_before_it_changes);
    run(test_elements_of_views_are_dropped_once);
}
