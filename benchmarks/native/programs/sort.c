#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

int main(void) {
    int64_t count = 1000000, seed = 42;
    int64_t *numbers = malloc((size_t)count * sizeof(int64_t));
    for (int64_t i = 0; i < count; i++) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        numbers[i] = seed / 16;
    }
    qsort(numbers, (size_t)count, sizeof(int64_t), compare);
    int64_t checksum = 0;
    for (int64_t i = 0; i < count; i++) checksum = (checksum * 31 + numbers[i]) % 1000000007;
    printf("%lld\n", (long long)checksum);
    free(numbers);
}
