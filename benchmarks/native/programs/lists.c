#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    int64_t count = 10000000;
    int64_t *numbers = malloc((size_t)count * sizeof(int64_t));
    for (int64_t n = 0; n < count; n++) numbers[n] = n * 7 % 1000;
    int64_t *squares = malloc((size_t)count * sizeof(int64_t));
    for (int64_t i = 0; i < count; i++) squares[i] = numbers[i] * numbers[i];
    int64_t capacity = 4, length = 0;
    int64_t *chosen = malloc((size_t)capacity * sizeof(int64_t));
    for (int64_t i = 0; i < count; i++) {
        if (squares[i] % 3 != 0) continue;
        if (length == capacity) chosen = realloc(chosen, (size_t)(capacity *= 2) * sizeof(int64_t));
        chosen[length++] = squares[i];
    }
    int64_t sum = 0;
    for (int64_t i = 0; i < length; i++) sum += chosen[i];
    printf("%lld\n", (long long)sum);
    free(chosen);
    free(squares);
    free(numbers);
}
