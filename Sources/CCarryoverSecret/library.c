#include "library.h"

#include <dlfcn.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct carryover_library carryover_lib;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Whether trying again would come to the same. */
static bool is_settled;
static char complaint[256];

/* Keeps the loader's reason, which is put into words when it is asked for, and has no number to go by. */
static void keep_complaint(void) {
    locale_t english = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t own = english ? uselocale(english) : (locale_t)0;
    const char *reason = dlerror();
    snprintf(complaint, sizeof complaint, "%s", reason ? reason : "libsecret-1.so.0 could not be loaded");
    if (!english) return;
    uselocale(own);
    freelocale(english);
}

static void load(void) {
    complaint[0] = 0;
    /* It is never unloaded: GLib's types cannot be. */
    void *handle = dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        keep_complaint();
        /* Descriptors or memory that the process lacks now it may have for the next call. */
        is_settled = strstr(complaint, "No such file or directory") != NULL;
        return;
    }
    is_settled = true;
#define FUNCTION(result, name, parameters)                            \
    *(void **)&carryover_lib.name = dlsym(handle, #name);             \
    if (!carryover_lib.name && !complaint[0])                         \
        snprintf(complaint, sizeof complaint, "libsecret-1.so.0 has no function %s", #name);
#define OPTIONAL(result, name, parameters) *(void **)&carryover_lib.name = dlsym(handle, #name);
#include "libsecret_functions.h"
#undef FUNCTION
}

const char *carryover_secret_load(void) {
    /* Of the caller's own, for the next one may be told something else. */
    static _Thread_local char copy[sizeof complaint];
    pthread_mutex_lock(&lock);
    if (!is_settled) load();
    memcpy(copy, complaint, sizeof copy);
    pthread_mutex_unlock(&lock);
    return copy[0] ? copy : NULL;
}

bool carryover_fail(GError *reason, carryover_secret_error *error) {
    memset(error, 0, sizeof *error);
    if (!reason) {
        snprintf(error->message, sizeof error->message, "%s", "failed without a reason");
        return false;
    }
    if (reason->domain == carryover_lib.secret_error_get_quark())
        error->domain = CARRYOVER_SECRET_DOMAIN_SECRET;
    else if (reason->domain == carryover_lib.g_dbus_error_quark())
        error->domain = CARRYOVER_SECRET_DOMAIN_DBUS;
    else if (reason->domain == carryover_lib.g_io_error_quark())
        error->domain = CARRYOVER_SECRET_DOMAIN_IO;
    error->code = reason->code;
    snprintf(error->message, sizeof error->message, "%s", reason->message ? reason->message : "no message");
    carryover_lib.g_error_free(reason);
    return false;
}

GError *carryover_locked(const char *message) {
    GQuark domain = carryover_lib.secret_error_get_quark();
    return carryover_lib.g_error_new_literal(domain, CARRYOVER_ERROR_IS_LOCKED, message);
}

carryover_secret_cancellation *carryover_secret_cancellation_new(void) {
    return (carryover_secret_cancellation *)carryover_lib.g_cancellable_new();
}

void carryover_secret_cancellation_cancel(carryover_secret_cancellation *cancellation) {
    carryover_lib.g_cancellable_cancel(cancellable_of(cancellation));
}

void carryover_secret_cancellation_free(carryover_secret_cancellation *cancellation) {
    carryover_lib.g_object_unref(cancellation);
}
