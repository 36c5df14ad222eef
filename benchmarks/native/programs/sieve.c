#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t sieve(int64_t limit) {
    bool *is_prime = malloc((size_t)limit);
    for (int64_t i = 0; i < limit; i++) is_prime[i] = true;
    int64_t count = 0;
    for (int64_t n = 2; n < limit; n++) {
        if (!is_prime[n]) continue;
        count++;
        for (int64_t multiple = n * n; multiple < limit; multiple += n) is_prime[multiple] = false;
    }
    free(is_prime);
    return count;
}

int main(void) { printf("%lld\n", (long long)sieve(20000000)); }
