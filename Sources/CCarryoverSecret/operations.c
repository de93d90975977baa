#include "library.h"

const SecretSchema carryover_schema_of_records = {
    .name = "dev.carryover.Record",
    /* In a collection that was never unlocked, an item is found by its attributes, not by its schema. */
    .flags = CARRYOVER_SCHEMA_DONT_MATCH_NAME,
    .attributes =
        {
            {"application", CARRYOVER_SCHEMA_ATTRIBUTE_STRING},
            {"kind", CARRYOVER_SCHEMA_ATTRIBUTE_STRING},
            {"account", CARRYOVER_SCHEMA_ATTRIBUTE_STRING},
            {"moment", CARRYOVER_SCHEMA_ATTRIBUTE_STRING},
            {NULL, 0},
        },
};

/* Of providers that take no key with a leading zero byte one refuses every 256th: enough for any number of users. */
static const int most_keys = 4;

static SecretService *service_of(carryover_secret_service *service) { return (SecretService *)service; }

GHashTable *carryover_table(const carryover_secret_attributes *attributes) {
    GHashTable *table = carryover_lib.g_hash_table_new(carryover_lib.g_str_hash, carryover_lib.g_str_equal);
    carryover_lib.g_hash_table_insert(table, "application", (void *)attributes->application);
    carryover_lib.g_hash_table_insert(table, "kind", (void *)attributes->kind);
    carryover_lib.g_hash_table_insert(table, "account", (void *)attributes->account);
    if (attributes->moment) carryover_lib.g_hash_table_insert(table, "moment", (void *)attributes->moment);
    return table;
}

/* KWallet wants the public key of a session to have all its bytes; libsecret leaves out the leading zeros. */
static bool is_refused_key(const GError *reason) {
    return reason->domain == carryover_lib.g_dbus_error_quark() && reason->code == CARRYOVER_DBUS_ERROR_INVALID_ARGS;
}

carryover_secret_service *carryover_secret_open(const char *bus_name,
                                                carryover_secret_cancellation *cancellation,
                                                carryover_secret_error *error) {
    GDBusConnection *bus = carryover_bus(cancellable_of(cancellation), error);
    if (!bus) return NULL;
    GError *reason = NULL;
    SecretService *service = NULL;
    for (int key = 1; !service && key <= most_keys; key++) {
        if (reason && !is_refused_key(reason)) break;
        if (reason) carryover_lib.g_error_free(reason);
        reason = NULL;
        service = carryover_lib.secret_service_open_sync(carryover_service_type(bus_name, bus), bus_name,
                                                         CARRYOVER_SERVICE_OPEN_SESSION,
                                                         cancellable_of(cancellation), &reason);
    }
    carryover_lib.g_object_unref(bus);
    if (!service) carryover_fail(reason, error);
    return (carryover_secret_service *)service;
}

void carryover_secret_close(carryover_secret_service *service) { carryover_lib.g_object_unref(service); }

const char *carryover_secret_session_algorithm(carryover_secret_service *service) {
    return carryover_lib.secret_service_get_session_algorithms(service_of(service));
}

void carryover_secret_set_prompt_deadline(carryover_secret_service *service, int milliseconds) {
    carryover_prompting(service)->deadline_milliseconds = milliseconds;
}

bool carryover_secret_has_prompted(carryover_secret_service *service) {
    struct carryover_prompting *prompting = carryover_prompting(service);
    bool has_prompted = prompting->has_prompted;
    prompting->has_prompted = false;
    return has_prompted;
}

static SecretCollection *default_collection(carryover_secret_service *service,
                                            carryover_secret_cancellation *cancellation, GError **reason) {
    return carryover_lib.secret_collection_for_alias_sync(
        service_of(service), "default", CARRYOVER_COLLECTION_NONE, cancellable_of(cancellation), reason);
}

enum carryover_secret_collection
carryover_secret_default_collection(carryover_secret_service *service,
                                    carryover_secret_cancellation *cancellation,
                                    carryover_secret_error *error) {
    GError *reason = NULL;
    SecretCollection *collection = default_collection(service, cancellation, &reason);
    if (!collection && !reason) return CARRYOVER_SECRET_COLLECTION_ABSENT;
    if (!collection) {
        carryover_fail(reason, error);
        return CARRYOVER_SECRET_COLLECTION_FAILED;
    }
    bool is_locked = carryover_lib.secret_collection_get_locked(collection);
    carryover_lib.g_object_unref(collection);
    return is_locked ? CARRYOVER_SECRET_COLLECTION_LOCKED : CARRYOVER_SECRET_COLLECTION_UNLOCKED;
}

bool carryover_unlock(SecretService *service, void *object, GCancellable *cancellable,
                      carryover_secret_error *error) {
    GError *reason = NULL;
    GList *unlocked = NULL;
    GList *objects = carryover_lib.g_list_prepend(NULL, object);
    int count =
        carryover_lib.secret_service_unlock_sync(service, objects, cancellable, &unlocked, &reason);
    carryover_lib.g_list_free(objects);
    for (GList *each = unlocked; each; each = each->next) carryover_lib.g_object_unref(each->data);
    carryover_lib.g_list_free(unlocked);
    if (reason) return carryover_fail(reason, error);
    /* Nothing unlocked and no error either is how a provider says that the user declined. */
    if (count < 1)
        return carryover_fail(carryover_locked("the provider unlocked nothing"), error);
    return true;
}

bool carryover_secret_unlock_default_collection(carryover_secret_service *service,
                                                carryover_secret_cancellation *cancellation,
                                                carryover_secret_error *error) {
    GError *reason = NULL;
    SecretCollection *collection = default_collection(service, cancellation, &reason);
    if (!collection) return carryover_fail(reason, error);
    bool is_unlocked =
        carryover_unlock(service_of(service), collection, cancellable_of(cancellation), error);
    carryover_lib.g_object_unref(collection);
    return is_unlocked;
}

bool carryover_secret_store(carryover_secret_service *service, const carryover_secret_attributes *attributes,
                            const char *label, const void *bytes, size_t count,
                            carryover_secret_cancellation *cancellation, carryover_secret_error *error) {
    GError *reason = NULL;
    GHashTable *table = carryover_table(attributes);
    SecretValue *value = carryover_lib.secret_value_new(bytes, (ssize_t)count, "text/plain");
    int is_stored = carryover_lib.secret_service_store_sync(
        service_of(service), &carryover_schema_of_records, table, "default", label, value, cancellable_of(cancellation), &reason);
    carryover_lib.secret_value_unref(value);
    carryover_lib.g_hash_table_unref(table);
    if (is_stored) return true;
    return carryover_fail(reason, error);
}
