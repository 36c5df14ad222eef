#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    int64_t count = 10000000;
    int64_t *numbers = malloc((size_t)count * sizeof(int64_t));
    for (int64_t n = 0; n < count; n++) numbers[n] = n * 7 % 1000;
    int64_t sum = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t square = numbers[i] * numbers[i];
        if (square % 3 == 0) sum += square;
    }
    printf("%lld\n", (long long)sum);
    free(numbers);
}
