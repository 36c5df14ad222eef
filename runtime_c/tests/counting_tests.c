/* Counted objects: sharing, ends, threads. */
#include <pthread.h>

#include "check.h"

static void check_sharing(void) {
    void *data = ori_rc_alloc(24);
    CHECK(ori_rc_is_unique(data));
    CHECK(ori_header(data)->size == 24);
    CHECK((uintptr_t)data % 16 == 0);
    ori_rc_increment(data);
    CHECK(!ori_rc_is_unique(data));
    ori_rc_increment(data);
    CHECK(ori_header(data)->count == 3);
    ori_rc_decrement(data, NULL);
    ori_rc_decrement(data, NULL);
    CHECK(ori_rc_is_unique(data));
    CHECK(ori_rc_live() == 1);
    ori_rc_decrement(data, NULL);
    CHECK(ori_rc_live() == 0);
}

static void test_a_new_object_is_unique_until_it_is_shared(void) {
    check_sharing();
    ori_has_tasks = true;
    check_sharing();
    ori_has_tasks = false;
}

static void test_null_is_a_no_op(void) {
    ori_rc_increment(NULL);
    ori_rc_decrement(NULL, NULL);
    ori_rc_free(NULL);
    CHECK(!ori_rc_is_unique(NULL));
}

static void test_an_immortal_object_never_changes(void) {
    for (int64_t count = -1; count < 0; count = count == -1 ? ORI_COUNT_IMMORTAL : 1) {
        struct {
            OriHeader header;
            char text[8];
        } object = {{5, count}, "hello"};
        ori_rc_increment(object.text);
        ori_rc_decrement(object.text, NULL);
        ori_rc_decrement(object.text, NULL);
        CHECK(object.header.count == count);
        CHECK(!ori_rc_is_unique(object.text));
    }
}

typedef struct Node {
    struct Node *next;
    int *dropped;
} Node;

static void drop_node(void *data) {
    Node *node = data;
    ++*node->dropped;
    ori_rc_decrement(node->next, drop_node);
}

static Node *new_node(Node *next, int *dropped) {
    Node *node = ori_rc_alloc(sizeof *node);
    *node = (Node){.next = next, .dropped = dropped};
    return node;
}

static void test_the_last_owner_drops_the_children(void) {
    int dropped = 0;
    Node *tail = new_node(NULL, &dropped);
    Node *list = new_node(tail, &dropped);
    ori_rc_increment(tail);
    ori_rc_decrement(list, drop_node);
    CHECK(dropped == 1);
    CHECK(ori_rc_is_unique(tail));
    ori_rc_decrement(tail, drop_node);
    CHECK(dropped == 2);
}

static void test_a_long_list_is_dropped_on_a_small_stack(void) {
    enum { LENGTH = 300000 };
    int dropped = 0;
    Node *list = NULL;
    for (int i = 0; i < LENGTH; i++) list = new_node(list, &dropped);
    CHECK(ori_rc_live() == LENGTH);
    ori_rc_decrement(list, drop_node);
    CHECK(dropped == LENGTH);
    CHECK(ori_rc_live() == 0);
}

static void test_a_dead_cell_is_freed_without_a_look_at_its_content(void) {
    int dropped = 0;
    Node *node = new_node((Node *)8, &dropped);
    ori_rc_free(node);
    CHECK(dropped == 0);
    CHECK(ori_rc_live() == 0);
}

static void *share_often(void *data) {
    for (int i = 0; i < 20000; i++) {
        ori_rc_increment(data);
        ori_rc_decrement(data, NULL);
    }
    ori_rc_decrement(data, NULL);
    return NULL;
}

static void test_threads_agree_on_the_count(void) {
    pthread_t threads[4];
    void *data = ori_rc_alloc(8);
    ori_has_tasks = true;
    for (int i = 0; i < 4; i++) ori_rc_increment(data);
    for (int i = 0; i < 4; i++) CHECK(pthread_create(&threads[i], NULL, share_often, data) == 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    CHECK(ori_rc_is_unique(data));
    ori_rc_decrement(data, NULL);
    ori_has_tasks = false;
}

void run_counted_objects(void) {
    run(test_a_new_object_is_unique_until_it_is_shared);
    run(test_null_is_a_no_op);
    run(test_an_immortal_object_never_changes);
    run(test_the_last_owner_drops_the_children);
    run(test_a_long_list_is_dropped_on_a_small_stack);
    run(test_a_dead_cell_is_freed_without_a_look_at_its_content);
    run(test_threads_agree_on_the_count);
}
