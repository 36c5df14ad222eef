/* Which entry of a program with several (the tests of a file) this run is about: the number in ORI_ENTRY. */
#include <stdlib.h>

#include "ori_runtime.h"

int64_t ori_selected_entry(void) {
    const char *number = getenv("ORI_ENTRY");
    return number != NULL && number[0] != '\0' ? strtoll(number, NULL, 10) : -1;
}
