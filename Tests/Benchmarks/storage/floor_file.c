/*
 * The least that a durable and atomic save costs, and a load: no key, no lock, no check.
 *
 *     floor_file FOLDER BYTES ROUNDS
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "floor.h"

static int folder;

static void save(const void *content, size_t count) {
    int file = openat(folder, "record.tmp", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    check(file >= 0 && write(file, content, count) == (ssize_t)count && fsync(file) == 0, "write");
    close(file);
    check(renameat(folder, "record.tmp", folder, "record") == 0 && fsync(folder) == 0, "rename");
}

static void load(void *content, size_t count) {
    int file = openat(folder, "record", O_RDONLY | O_CLOEXEC);
    check(file >= 0 && read(file, content, count) == (ssize_t)count, "read");
    close(file);
}

int main(int count, char **arguments) {
    check(count == 4, "usage: floor_file FOLDER BYTES ROUNDS");
    folder = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(folder >= 0, arguments[1]);
    size_t size = strtoul(arguments[2], NULL, 10);
    int rounds = atoi(arguments[3]);
    char *content = malloc(size);
    memset(content, 'x', size);
    save(content, size);
    for (int round = 0; round < rounds; round++) MEASURE("save", save(content, size));
    for (int round = 0; round < rounds; round++) MEASURE("load", load(content, size));
    return 0;
}
