#include "library.h"

#include <stdlib.h>
#include <string.h>

/*
 * The short way to the one item that there usually is: two questions, where the long way asks for the collection
 * and for every property of the item as well. Where the item was the last time is remembered by the caller; then
 * both are asked at once, for a provider answers them one after the other.
 */

struct carryover_secret_value {
    SecretValue *value;
    char *path;
};

/* What is asked, and answered. */
struct look {
    char **unlocked, **locked;
    SecretValue *value;
    int unanswered;
};

static size_t length(char *const *strings) {
    size_t count = 0;
    while (strings && strings[count]) count += 1;
    return count;
}

static void drop(GError *reason) {
    if (reason) carryover_lib.g_error_free(reason);
}

static void found(GObject *service, GAsyncResult *result, void *context) {
    struct look *look = context;
    GError *reason = NULL;
    carryover_lib.secret_service_search_for_dbus_paths_finish((SecretService *)service, result, &look->unlocked,
                                                              &look->locked, &reason);
    drop(reason);
    look->unanswered -= 1;
}

static void got(GObject *service, GAsyncResult *result, void *context) {
    struct look *look = context;
    GError *reason = NULL;
    look->value = carryover_lib.secret_service_get_secret_for_dbus_path_finish((SecretService *)service, result,
                                                                               &reason);
    drop(reason);
    look->unanswered -= 1;
}

/* Asks where the items are, or what is at a path, or both; what nobody answers stays empty. */
static void ask(struct look *look, carryover_secret_service *service,
                const carryover_secret_attributes *attributes, const char *path,
                carryover_secret_cancellation *cancellation) {
    if (!carryover_lib.secret_service_search_for_dbus_paths
        || !carryover_lib.secret_service_search_for_dbus_paths_finish
        || !carryover_lib.secret_service_get_secret_for_dbus_path
        || !carryover_lib.secret_service_get_secret_for_dbus_path_finish)
        return;
    GMainContext *context = carryover_lib.g_main_context_new();
    carryover_lib.g_main_context_push_thread_default(context);
    if (attributes) {
        GHashTable *table = carryover_table(attributes);
        look->unanswered += 1;
        carryover_lib.secret_service_search_for_dbus_paths((SecretService *)service, &carryover_schema_of_records,
                                                           table, cancellable_of(cancellation), found, look);
        carryover_lib.g_hash_table_unref(table);
    }
    if (path) {
        look->unanswered += 1;
        carryover_lib.secret_service_get_secret_for_dbus_path((SecretService *)service, path,
                                                              cancellable_of(cancellation), got, look);
    }
    while (look->unanswered > 0) carryover_lib.g_main_context_iteration(context, 1);
    while (carryover_lib.g_main_context_iteration(context, 0)) {}
    carryover_lib.g_main_context_pop_thread_default(context);
    carryover_lib.g_main_context_unref(context);
}

static void forget_value(struct look *look) {
    if (look->value) carryover_lib.secret_value_unref(look->value);
    look->value = NULL;
}

carryover_secret_value *carryover_secret_load_single(carryover_secret_service *service,
                                                     const carryover_secret_attributes *attributes,
                                                     const char *last_path,
                                                     carryover_secret_cancellation *cancellation) {
    struct look look = {0};
    carryover_secret_value *single = NULL;
    ask(&look, service, attributes, last_path, cancellation);
    if (length(look.unlocked) == 1 && length(look.locked) == 0) {
        /* What lies where the item was counts only if the search says that it is there still. */
        if (!last_path || strcmp(last_path, look.unlocked[0])) {
            forget_value(&look);
            ask(&look, service, NULL, look.unlocked[0], cancellation);
        }
        if (look.value) {
            single = calloc(1, sizeof *single);
            if (!single) abort();
            single->value = look.value;
            single->path = look.unlocked[0];
            look.value = NULL;
            look.unlocked[0] = NULL;
        }
    }
    forget_value(&look);
    carryover_lib.g_strfreev(look.unlocked);
    carryover_lib.g_strfreev(look.locked);
    return single;
}

const void *carryover_secret_value_bytes(carryover_secret_value *single, size_t *count) {
    return carryover_lib.secret_value_get(single->value, count);
}

const char *carryover_secret_value_path(const carryover_secret_value *single) { return single->path; }

void carryover_secret_value_free(carryover_secret_value *single) {
    carryover_lib.secret_value_unref(single->value);
    carryover_lib.g_free(single->path);
    free(single);
}

bool carryover_secret_is_single(carryover_secret_service *service,
                                const carryover_secret_attributes *attributes,
                                carryover_secret_cancellation *cancellation) {
    struct look look = {0};
    ask(&look, service, attributes, NULL, cancellation);
    bool is_single = length(look.unlocked) + length(look.locked) == 1;
    carryover_lib.g_strfreev(look.unlocked);
    carryover_lib.g_strfreev(look.locked);
    return is_single;
}

bool carryover_secret_replace_single(carryover_secret_service *service, const char *path, const void *bytes,
                                     size_t count, carryover_secret_cancellation *cancellation) {
    if (!carryover_lib.secret_service_encode_dbus_secret) return false;
    GDBusProxy *proxy = (GDBusProxy *)service;
    /* The very provider that the session is with: one that has taken the name since knows other paths. */
    char *owner = carryover_lib.g_dbus_proxy_get_name_owner(proxy);
    if (!owner) return false;
    SecretValue *value = carryover_lib.secret_value_new(bytes, (ssize_t)count, "text/plain");
    GVariant *secret = carryover_lib.secret_service_encode_dbus_secret((SecretService *)service, value);
    carryover_lib.secret_value_unref(value);
    GVariant *reply = NULL;
    GError *reason = NULL;
    if (secret)
        reply = carryover_lib.g_dbus_connection_call_sync(
            carryover_lib.g_dbus_proxy_get_connection(proxy), owner, path, "org.freedesktop.Secret.Item",
            "SetSecret", carryover_lib.g_variant_new("(@(oayays))", secret), NULL, CARRYOVER_CALL_NO_AUTO_START,
            -1, cancellable_of(cancellation), &reason);
    drop(reason);
    carryover_lib.g_free(owner);
    if (!reply) return false;
    carryover_lib.g_variant_unref(reply);
    return true;
}
