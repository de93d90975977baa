/*
 * What the library costs: loading it and asking for a stored token in a fresh process, the same call again and again,
 * and memory. Prints one line of JSON, and fails where a figure is over its bound.
 *
 *     speed_test LIBRARY           measures
 *     speed_test LIBRARY start     only starts, so that there is something stored
 */
#define _GNU_SOURCE
#include <carryover.h>

#include <dlfcn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "expect.h"

static double reading(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static long kilobytes(const char *name)
{
    char line[256];
    long value = -1;
    FILE *file = fopen("/proc/self/status", "r");
    EXPECT(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) value = strtol(line + strlen(name) + 1, NULL, 10);
    }
    fclose(file);
    return value;
}

static int compare(const void *left, const void *right)
{
    const double first = *(const double *)left, second = *(const double *)right;
    return (first > second) - (first < second);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return values[count / 2];
}

struct figures {
    double load, call;
    long peak, present;
};

/* The functions are looked up, since loading is part of what is measured. */
static struct figures measure(const char *path, int starts)
{
    struct figures figures = {0, 0, 0, 0};
    const double before = reading(CLOCK_MONOTONIC);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) fprintf(stderr, "%s\n", dlerror());
    EXPECT(library != NULL);
    carryover_result (*open_file)(const char *, const carryover_options *, carryover_session **, carryover_error **);
    carryover_result (*start)(carryover_session *, uint32_t, int64_t, char **, carryover_error **);
    carryover_result (*get_token)(carryover_session *, int64_t, int64_t, char **, carryover_error **);
    void (*free_text)(char *);
    void (*close_session)(carryover_session *);
    *(void **)&open_file = dlsym(library, "carryover_open_file");
    *(void **)&start = dlsym(library, "carryover_start");
    *(void **)&get_token = dlsym(library, "carryover_token");
    *(void **)&free_text = dlsym(library, "carryover_free");
    *(void **)&close_session = dlsym(library, "carryover_close");

    carryover_session *session = NULL;
    char *token = NULL;
    EXPECT(open_file(getenv("CARRYOVER_CONFIG"), NULL, &session, NULL) == CARRYOVER_OK);
    if (starts) {
        EXPECT(start(session, 0, 30000, NULL, NULL) == CARRYOVER_OK);
        close_session(session);
        return figures;
    }
    EXPECT(get_token(session, 0, 30000, &token, NULL) == CARRYOVER_OK);
    figures.load = reading(CLOCK_MONOTONIC) - before;
    free_text(token);

    double batches[21];
    for (size_t batch = 0; batch < sizeof batches / sizeof *batches; batch++) {
        const int calls = 20000;
        /* The thread's own time: what other programs do meanwhile is no cost of the call. */
        const double first = reading(CLOCK_THREAD_CPUTIME_ID);
        for (int call = 0; call < calls; call++) {
            EXPECT(get_token(session, 60, 0, &token, NULL) == CARRYOVER_OK);
            free_text(token);
        }
        batches[batch] = (reading(CLOCK_THREAD_CPUTIME_ID) - first) / calls;
    }
    figures.call = median(batches, sizeof batches / sizeof *batches);
    figures.present = kilobytes("VmRSS:");
    figures.peak = kilobytes("VmHWM:");
    close_session(session);
    return figures;
}

/* Each in a process of its own, as an app is. */
static struct figures measure_in_child(const char *path)
{
    int pipes[2];
    struct figures figures;
    EXPECT(pipe(pipes) == 0);
    const pid_t child = fork();
    if (child == 0) {
        figures = measure(path, 0);
        EXPECT(write(pipes[1], &figures, sizeof figures) == sizeof figures);
        _exit(0);
    }
    int status = 0;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
    EXPECT(read(pipes[0], &figures, sizeof figures) == sizeof figures);
    close(pipes[0]);
    close(pipes[1]);
    return figures;
}

int main(int argc, char **argv)
{
    EXPECT(argc > 1);
    if (argc > 2) {
        measure(argv[1], 1);
        return 0;
    }
    double loads[11], calls[11];
    long peak = 0, present = 0;
    const size_t rounds = sizeof loads / sizeof *loads;
    for (size_t round = 0; round < rounds; round++) {
        const struct figures figures = measure_in_child(argv[1]);
        loads[round] = figures.load;
        calls[round] = figures.call;
        if (figures.peak > peak) peak = figures.peak;
        if (figures.present > present) present = figures.present;
    }
    const double load = median(loads, rounds) / 1e6, call = median(calls, rounds), best = loads[0] / 1e6;
    printf("{\"token_call_ns\":%.0f,\"load_and_stored_token_ms\":%.2f,\"best_load_ms\":%.2f,\"resident_kb\":%ld,"
           "\"peak_kb\":%ld}\n",
           call, load, best, present, peak);
    EXPECT(call <= 200);
    /* The best of them: a machine that builds something else meanwhile says nothing about the library. */
    EXPECT(best <= 25);
    EXPECT(peak <= 25 * 1024);
    return 0;
}
