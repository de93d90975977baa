#ifndef EXPECT_H
#define EXPECT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program where something is not as it has to be. */
#define EXPECT(condition)                                                                                             \
    do {                                                                                                              \
        if (!(condition)) {                                                                                           \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                   \
            exit(1);                                                                                                  \
        }                                                                                                             \
    } while (0)

#define EXPECT_RESULT(call, expected)                                                                                 \
    do {                                                                                                              \
        const carryover_result result_ = (call);                                                                      \
        if (result_ != (expected)) {                                                                                  \
            fprintf(stderr, "%s:%d: %s is %s\n", __FILE__, __LINE__, #call, carryover_result_name(result_));          \
            exit(1);                                                                                                  \
        }                                                                                                             \
    } while (0)

/*
 * Ends a forked child that has had threads: by another program, so that nobody looks for leaks of threads that are not
 * there.
 */
#define END_CHILD()                                                                                                   \
    do {                                                                                                              \
        execlp("true", "true", (char *)NULL);                                                                         \
        _exit(1);                                                                                                     \
    } while (0)

struct test {
    const char *name;
    void (*run)(void);
};

/* Runs the test that an argument names, or all of them. */
static inline int run_tests(const struct test *tests, size_t count, int argc, char **argv)
{
    int ran = 0;
    for (size_t index = 0; index < count; index++) {
        if (argc > 1 && strcmp(argv[1], tests[index].name) != 0) continue;
        tests[index].run();
        printf("  ok  %s\n", tests[index].name);
        fflush(stdout);
        ran++;
    }
    return ran > 0 ? 0 : 2;
}

#endif
