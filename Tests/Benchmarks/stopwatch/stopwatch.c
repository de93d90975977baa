/*
 * Runs a command to its end and prints what that took: microseconds, and the largest resident size in KiB.
 *
 *     stopwatch COMMAND [ARGUMENT...]
 *     stopwatch -n COUNT COMMAND [ARGUMENT...]
 *
 * With -n the command is started so many times at once. It prints the microseconds from the first end to the last, and
 * how many did not succeed. What the commands print goes to /dev/null.
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static void start(char **command) {
    pid_t child;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&child, command[0], &actions, NULL, command, environ) != 0) {
        perror(command[0]);
        exit(1);
    }
    posix_spawn_file_actions_destroy(&actions);
}

int main(int count, char **arguments) {
    int children = 1, ended = 0, failed = 0, status;
    char **command = arguments + 1;
    if (count > 3 && !strcmp(command[0], "-n")) {
        children = atoi(command[1]);
        command += 2;
    }
    if (count < 2) return 2;
    struct rusage usage = {0};
    long begin = microseconds(), first = 0, last = 0;
    for (int child = 0; child < children; child++) start(command);
    while (wait4(-1, &status, 0, &usage) > 0) {
        last = microseconds();
        if (ended++ == 0) first = last;
        if (status != 0) failed++;
    }
    if (children > 1) printf("%ld %d\n", last - first, failed);
    else printf("%ld %ld\n", last - begin, usage.ru_maxrss);
    return children == 1 && failed ? 1 : 0;
}
