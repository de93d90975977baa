#ifndef FLOOR_H
#define FLOOR_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline void check(int is_fine, const char *what) {
    if (is_fine) return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static inline long microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

/* Prints one line for each time: what was done, and the microseconds it took. */
#define MEASURE(name, call)                             \
    do {                                                \
        long start = microseconds();                    \
        call;                                           \
        printf(name " %ld\n", microseconds() - start);  \
    } while (0)

#endif
