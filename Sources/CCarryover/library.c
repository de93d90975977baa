#define _GNU_SOURCE
#include "carryover.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

uint32_t carryover_version(void)
{
    return CARRYOVER_VERSION;
}

const char *carryover_version_text(void)
{
    return TEXT(CARRYOVER_VERSION_MAJOR) "." TEXT(CARRYOVER_VERSION_MINOR) "." TEXT(CARRYOVER_VERSION_PATCH);
}

const char *carryover_result_name(carryover_result result)
{
    switch (result) {
    case CARRYOVER_OK: return "ok";
    case CARRYOVER_SIGNED_OUT: return "signed-out";
    case CARRYOVER_REJECTED: return "rejected";
    case CARRYOVER_LOST_ANSWER: return "lost-answer";
    case CARRYOVER_TRANSIENT: return "transient";
    case CARRYOVER_DEFERRED: return "deferred";
    case CARRYOVER_STORE: return "store";
    case CARRYOVER_CONFIGURATION: return "configuration";
    case CARRYOVER_NOT_REFRESHABLE: return "not-refreshable";
    case CARRYOVER_SUPERSEDED: return "superseded";
    case CARRYOVER_CANCELLED: return "cancelled";
    case CARRYOVER_ORIGIN_NOT_ALLOWED: return "origin-not-allowed";
    case CARRYOVER_NOT_POSSIBLE: return "not-possible";
    case CARRYOVER_INVALID_ARGUMENT: return "invalid-argument";
    case CARRYOVER_INVALID_HANDLE: return "invalid-handle";
    case CARRYOVER_TIMEOUT: return "timeout";
    case CARRYOVER_FORKED: return "forked";
    case CARRYOVER_NO_RESOURCES: return "no-resources";
    default: return "unknown";
    }
}

void carryover_free(char *text)
{
    if (text == NULL) return;
    explicit_bzero(text, strlen(text));
    free(text);
}
