#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char stored[] =
    "{\"step\":\"done\",\"access_token\":\"at.0.0\",\"refresh_token\":\"rt.0.0\",\"expires_at\":\"9999999999\"}";

void check(int is_fine, const char *what) {
    if (is_fine) return;
    perror(what);
    exit(1);
}

void member(const char *json, const char *name, char *value, size_t limit) {
    char quoted[128];
    snprintf(quoted, sizeof quoted, "\"%s\"", name);
    const char *start = strstr(json, quoted);
    check(start != NULL, name);
    start = strchr(start + strlen(quoted), '"') + 1;
    size_t count = strcspn(start, "\"");
    check(count < limit, name);
    memcpy(value, start, count);
    value[count] = 0;
}

void print_token(const char *record) {
    char token[4096], expiry[32];
    member(record, "access_token", token, sizeof token);
    member(record, "expires_at", expiry, sizeof expiry);
    check(strtol(expiry, NULL, 10) > time(NULL), "expired");
    puts(token);
}
