#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static bool is_safe(const int64_t *columns, int64_t row, int64_t column) {
    for (int64_t above = 0; above < row; above++) {
        int64_t other = columns[above], distance = row - above;
        if (other == column || other - column == distance || column - other == distance) return false;
    }
    return true;
}

static int64_t solutions(int64_t *columns, int64_t row, int64_t size) {
    if (row == size) return 1;
    int64_t count = 0;
    for (int64_t column = 0; column < size; column++) {
        if (!is_safe(columns, row, column)) continue;
        columns[row] = column;
        count += solutions(columns, row + 1, size);
    }
    return count;
}

int main(void) {
    int64_t columns[11];
    printf("%lld\n", (long long)solutions(columns, 0, 11));
}
