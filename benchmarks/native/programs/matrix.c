#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double **matrix(int64_t size) {
    double **rows = malloc((size_t)size * sizeof(double *));
    for (int64_t row = 0; row < size; row++) rows[row] = malloc((size_t)size * sizeof(double));
    return rows;
}

static double **filled(int64_t size, int64_t seed) {
    double **rows = matrix(size);
    for (int64_t row = 0; row < size; row++) {
        for (int64_t column = 0; column < size; column++) rows[row][column] = (double)((row * seed + column) % 10);
    }
    return rows;
}

static void release(double **rows, int64_t size) {
    for (int64_t row = 0; row < size; row++) free(rows[row]);
    free(rows);
}

static double **product(double **left, double **right, int64_t size) {
    double **rows = matrix(size);
    for (int64_t row = 0; row < size; row++) {
        for (int64_t column = 0; column < size; column++) {
            double sum = 0;
            for (int64_t k = 0; k < size; k++) sum += left[row][k] * right[k][column];
            rows[row][column] = sum;
        }
    }
    return rows;
}

int main(void) {
    int64_t size = 400;
    double **left = filled(size, 3), **right = filled(size, 7), **cells = product(left, right, size), trace = 0;
    for (int64_t i = 0; i < size; i++) trace += cells[i][i];
    printf("%lld\n", (long long)trace);
    release(left, size);
    release(right, size);
    release(cells, size);
}
