#include "library.h"

/*
 * The short way to the one item that there usually is: two questions, where the long way asks for the collection
 * and for every property of the item as well.
 */

static size_t length(char *const *strings) {
    size_t count = 0;
    while (strings && strings[count]) count += 1;
    return count;
}

/* Finds the paths of the items, and says whether that could be done. */
static bool find(carryover_secret_service *service, const carryover_secret_attributes *attributes,
                 carryover_secret_cancellation *cancellation, char ***unlocked, char ***locked) {
    if (!carryover_lib.secret_service_search_for_dbus_paths_sync
        || !carryover_lib.secret_service_get_secret_for_dbus_path_sync)
        return false;
    GError *reason = NULL;
    GHashTable *table = carryover_table(attributes);
    int is_found = carryover_lib.secret_service_search_for_dbus_paths_sync(
        (SecretService *)service, &carryover_schema_of_records, table, cancellable_of(cancellation), unlocked,
        locked, &reason);
    carryover_lib.g_hash_table_unref(table);
    if (reason) carryover_lib.g_error_free(reason);
    return is_found;
}

carryover_secret_value *carryover_secret_load_single(carryover_secret_service *service,
                                                     const carryover_secret_attributes *attributes,
                                                     carryover_secret_cancellation *cancellation) {
    char **unlocked = NULL, **locked = NULL;
    SecretValue *value = NULL;
    if (find(service, attributes, cancellation, &unlocked, &locked) && length(unlocked) == 1
        && length(locked) == 0) {
        GError *reason = NULL;
        value = carryover_lib.secret_service_get_secret_for_dbus_path_sync(
            (SecretService *)service, unlocked[0], cancellable_of(cancellation), &reason);
        if (reason) carryover_lib.g_error_free(reason);
    }
    carryover_lib.g_strfreev(unlocked);
    carryover_lib.g_strfreev(locked);
    return (carryover_secret_value *)value;
}

const void *carryover_secret_value_bytes(carryover_secret_value *value, size_t *count) {
    return carryover_lib.secret_value_get((SecretValue *)value, count);
}

void carryover_secret_value_free(carryover_secret_value *value) {
    carryover_lib.secret_value_unref((SecretValue *)value);
}

bool carryover_secret_is_single(carryover_secret_service *service,
                                const carryover_secret_attributes *attributes,
                                carryover_secret_cancellation *cancellation) {
    char **unlocked = NULL, **locked = NULL;
    bool is_single = find(service, attributes, cancellation, &unlocked, &locked)
        && length(unlocked) + length(locked) == 1;
    carryover_lib.g_strfreev(unlocked);
    carryover_lib.g_strfreev(locked);
    return is_single;
}
