/* A notes app that changes its identity provider:  cc notes.c $(pkg-config --cflags --libs carryover) -o notes */
#include <carryover.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(carryover_error *error)
{
    fprintf(stderr, "notes: %s\n", carryover_error_message(error));
    carryover_error_free(error);
    return 1;
}

int main(void)
{
    const char *path = getenv("CARRYOVER_CONFIG");
    carryover_session *session = NULL;
    carryover_error *error = NULL;
    if (carryover_open_file(path ? path : "carryover.json", NULL, &session, &error) != CARRYOVER_OK) return fail(error);

    char *report = NULL;
    const carryover_result result = carryover_start(session, 0, 30000, &report, &error);
    if (result == CARRYOVER_OK) {
        puts(strstr(report, "\"migrated\":true") ? "Welcome back." : "Signed in.");
    } else if (result == CARRYOVER_SIGNED_OUT || result == CARRYOVER_REJECTED || result == CARRYOVER_LOST_ANSWER) {
        puts("Please sign in.");
    }
    carryover_free(report);
    if (result != CARRYOVER_OK) {
        carryover_close(session);
        return fail(error);
    }

    char *token = NULL;
    if (carryover_token(session, 60, 30000, &token, &error) != CARRYOVER_OK) {
        carryover_close(session);
        return fail(error);
    }
    printf("A token of %zu bytes is at hand.\n", strlen(token));
    carryover_free(token);
    carryover_close(session);
    carryover_settle(5000, NULL);
    return 0;
}
