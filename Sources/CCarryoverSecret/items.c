#include <stdlib.h>

#include "library.h"

struct carryover_secret_items {
    SecretService *service;
    size_t count;
    struct {
        SecretItem *item;
        SecretValue *value;
    } entries[];
};

/* Finds all items with the attributes of a table, which is freed; without a schema, of whatever schema. */
static carryover_secret_items *search(carryover_secret_service *service, const SecretSchema *schema,
                                      GHashTable *table, carryover_secret_cancellation *cancellation,
                                      carryover_secret_error *error) {
    GError *reason = NULL;
    GList *found = carryover_lib.secret_service_search_sync((SecretService *)service, schema, table,
                                                            CARRYOVER_SEARCH_ALL, cancellable_of(cancellation),
                                                            &reason);
    carryover_lib.g_hash_table_unref(table);
    if (reason) {
        carryover_fail(reason, error);
        return NULL;
    }
    size_t count = 0;
    for (GList *each = found; each; each = each->next) count += 1;
    carryover_secret_items *items = calloc(1, sizeof *items + count * sizeof items->entries[0]);
    if (!items) abort();
    items->service = carryover_lib.g_object_ref(service);
    for (GList *each = found; each; each = each->next) items->entries[items->count++].item = each->data;
    carryover_lib.g_list_free(found);
    return items;
}

carryover_secret_items *carryover_secret_search(carryover_secret_service *service,
                                                const carryover_secret_attributes *attributes,
                                                carryover_secret_cancellation *cancellation,
                                                carryover_secret_error *error) {
    return search(service, &carryover_schema_of_records, carryover_table(attributes), cancellation, error);
}

carryover_secret_items *carryover_secret_search_foreign(carryover_secret_service *service,
                                                        const char *const *names, const char *const *values,
                                                        size_t count,
                                                        carryover_secret_cancellation *cancellation,
                                                        carryover_secret_error *error) {
    GHashTable *table = carryover_lib.g_hash_table_new(carryover_lib.g_str_hash, carryover_lib.g_str_equal);
    for (size_t index = 0; index < count; index++)
        carryover_lib.g_hash_table_insert(table, (void *)names[index], (void *)values[index]);
    /* A schema's name would be one more attribute, which many items do not have. */
    return search(service, NULL, table, cancellation, error);
}

void carryover_secret_items_free(carryover_secret_items *items) {
    for (size_t index = 0; index < items->count; index++) {
        if (items->entries[index].value) carryover_lib.secret_value_unref(items->entries[index].value);
        carryover_lib.g_object_unref(items->entries[index].item);
    }
    carryover_lib.g_object_unref(items->service);
    free(items);
}

size_t carryover_secret_items_count(const carryover_secret_items *items) { return items->count; }

bool carryover_secret_item_is_locked(const carryover_secret_items *items, size_t index) {
    return carryover_lib.secret_item_get_locked(items->entries[index].item);
}

uint64_t carryover_secret_item_modified(const carryover_secret_items *items, size_t index) {
    return carryover_lib.secret_item_get_modified(items->entries[index].item);
}

bool carryover_secret_item_unlock(const carryover_secret_items *items, size_t index,
                                  carryover_secret_cancellation *cancellation,
                                  carryover_secret_error *error) {
    return carryover_unlock(items->service, items->entries[index].item, cancellable_of(cancellation), error);
}

bool carryover_secret_item_load(carryover_secret_items *items, size_t index, const void **bytes,
                                size_t *count, carryover_secret_cancellation *cancellation,
                                carryover_secret_error *error) {
    GError *reason = NULL;
    SecretItem *item = items->entries[index].item;
    if (!carryover_lib.secret_item_load_secret_sync(item, cancellable_of(cancellation), &reason))
        return carryover_fail(reason, error);
    SecretValue *value = carryover_lib.secret_item_get_secret(item);
    if (!value) return carryover_fail(NULL, error);
    if (items->entries[index].value) carryover_lib.secret_value_unref(items->entries[index].value);
    items->entries[index].value = value;
    *bytes = carryover_lib.secret_value_get(value, count);
    return true;
}

bool carryover_secret_item_replace(carryover_secret_items *items, size_t index, const void *bytes,
                                   size_t count, carryover_secret_cancellation *cancellation,
                                   carryover_secret_error *error) {
    SecretValue *old = items->entries[index].value;
    if (!old) return carryover_fail(NULL, error);
    GError *reason = NULL;
    SecretValue *value = carryover_lib.secret_value_new(bytes, (ssize_t)count,
                                                        carryover_lib.secret_value_get_content_type(old));
    int is_set = carryover_lib.secret_item_set_secret_sync(items->entries[index].item, value,
                                                           cancellable_of(cancellation), &reason);
    carryover_lib.secret_value_unref(value);
    if (is_set) return true;
    return carryover_fail(reason, error);
}

bool carryover_secret_item_delete(const carryover_secret_items *items, size_t index,
                                  carryover_secret_cancellation *cancellation,
                                  carryover_secret_error *error) {
    GError *reason = NULL;
    SecretItem *item = items->entries[index].item;
    if (carryover_lib.secret_item_delete_sync(item, cancellable_of(cancellation), &reason)) return true;
    return carryover_fail(reason, error);
}
