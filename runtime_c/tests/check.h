/* What the files of the runtime's tests share: checks, and how a test is run. */
#ifndef ORI_TESTS_CHECK_H
#define ORI_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "counting_allocator.h"

void check(bool holds, const char *what, const char *file, int line);
#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)

/* Consumes the text. */
void check_text(OriStr text, const char *expected, const char *file, int line);
#define CHECK_TEXT(text, expected) check_text((text), (expected), __FILE__, __LINE__)

/* Of a call that stores the text in `made`. */
#define CHECK_MADE(call, expected)   \
    do {                             \
        OriStr made;                 \
        call;                        \
        CHECK_TEXT(made, expected);  \
    } while (0)

bool is_text(OriStr text, const char *expected);
bool is_same(OriStr left, OriStr right); /* the same two words */
void release(OriStr text);
OriStr text_of(const char *text); /* a fresh one */

/* A place for whatever needs one. */
extern const OriLocation here;

/* Runs a test, which has to leave no object and no block of memory behind. */
void run(void (*test)(void));

void run_counted_objects(void);
void run_texts(void);
void run_numbers(void);
void run_panics(void);
void run_lists(void);

#endif
