/*
 * The same for a session that lies in an encrypted file and has not to be refreshed: libcrypto and POSIX, nothing else.
 *
 *     floor_file prepare FOLDER         stores a session, for "token"
 *     floor_file token FOLDER           prints the access token of the stored session
 *     floor_file save FOLDER ROUNDS     stores a session: read, write durably, read back; prints the microseconds
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record.h"
#include "text.h"

static void save(const char *folder, int rounds) {
    char back[16384];
    Records records = open_records(folder);
    save_record(records, stored);
    for (int round = 0; round < rounds; round++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        load_record(records, back, sizeof back);
        save_record(records, stored);
        load_record(records, back, sizeof back);
        clock_gettime(CLOCK_MONOTONIC, &end);
        check(strcmp(back, stored) == 0, "read back");
        printf("save %ld\n", (end.tv_sec - start.tv_sec) * 1000000L + (end.tv_nsec - start.tv_nsec) / 1000);
    }
}

static void token_from_file(const char *folder) {
    char text[16384];
    load_record(open_records(folder), text, sizeof text);
    print_token(text);
}

int main(int count, char **arguments) {
    const char *command = count > 1 ? arguments[1] : "";
    if (count == 3 && !strcmp(command, "prepare")) save_record(open_records(arguments[2]), stored);
    else if (count == 3 && !strcmp(command, "token")) token_from_file(arguments[2]);
    else if (count == 4 && !strcmp(command, "save")) save(arguments[2], atoi(arguments[3]));
    else {
        fprintf(stderr, "usage: see the head of the source\n");
        return 2;
    }
    return 0;
}
