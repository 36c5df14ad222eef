/* Included before every runtime source of the test program: the runtime's memory goes through a ledger. */
#ifndef ORI_COUNTING_ALLOCATOR_H
#define ORI_COUNTING_ALLOCATOR_H

#include <stddef.h>
#include <stdlib.h>

void *counting_malloc(size_t size);
void *counting_calloc(size_t count, size_t size);
void *counting_realloc(void *block, size_t size);
void counting_free(void *block); /* aborts on a block that is not in use */
long counting_in_use(void);      /* blocks */

#define malloc counting_malloc
#define calloc counting_calloc
#define realloc counting_realloc
#define free counting_free

#endif
