#include "carryover_secret_foreign.h"

#include <stdlib.h>

#include "library.h"

struct carryover_foreign_items {
    SecretService *service;
    size_t count;
    struct {
        SecretItem *item;
        SecretValue *value;
    } entries[];
};

carryover_foreign_items *carryover_foreign_search(carryover_secret_service *service, const char *const *names,
                                                  const char *const *values, size_t count,
                                                  carryover_secret_cancellation *cancellation,
                                                  carryover_secret_error *error) {
    GHashTable *table = carryover_lib.g_hash_table_new(carryover_lib.g_str_hash, carryover_lib.g_str_equal);
    for (size_t index = 0; index < count; index++)
        carryover_lib.g_hash_table_insert(table, (void *)names[index], (void *)values[index]);
    GError *reason = NULL;
    /* Without a schema: its name would be one more attribute, which many items do not have. */
    GList *found = carryover_lib.secret_service_search_sync(
        (SecretService *)service, NULL, table, CARRYOVER_SEARCH_ALL, cancellable_of(cancellation), &reason);
    carryover_lib.g_hash_table_unref(table);
    if (reason) {
        carryover_fail(reason, error);
        return NULL;
    }
    size_t total = 0;
    for (GList *each = found; each; each = each->next) total += 1;
    carryover_foreign_items *items = calloc(1, sizeof *items + total * sizeof items->entries[0]);
    if (!items) abort();
    items->service = carryover_lib.g_object_ref(service);
    for (GList *each = found; each; each = each->next) items->entries[items->count++].item = each->data;
    carryover_lib.g_list_free(found);
    return items;
}

void carryover_foreign_free(carryover_foreign_items *items) {
    for (size_t index = 0; index < items->count; index++) {
        if (items->entries[index].value) carryover_lib.secret_value_unref(items->entries[index].value);
        carryover_lib.g_object_unref(items->entries[index].item);
    }
    carryover_lib.g_object_unref(items->service);
    free(items);
}

size_t carryover_foreign_count(const carryover_foreign_items *items) { return items->count; }

bool carryover_foreign_load(carryover_foreign_items *items, size_t index, const void **bytes, size_t *count,
                            carryover_secret_cancellation *cancellation, carryover_secret_error *error) {
    GError *reason = NULL;
    SecretItem *item = items->entries[index].item;
    if (carryover_lib.secret_item_get_locked(item)
        && !carryover_unlock(items->service, item, cancellable_of(cancellation), error))
        return false;
    if (!carryover_lib.secret_item_load_secret_sync(item, cancellable_of(cancellation), &reason))
        return carryover_fail(reason, error);
    SecretValue *value = carryover_lib.secret_item_get_secret(item);
    if (!value) return carryover_fail(NULL, error);
    if (items->entries[index].value) carryover_lib.secret_value_unref(items->entries[index].value);
    items->entries[index].value = value;
    *bytes = carryover_lib.secret_value_get(value, count);
    return true;
}

bool carryover_foreign_replace(carryover_foreign_items *items, size_t index, const void *bytes, size_t count,
                               carryover_secret_cancellation *cancellation, carryover_secret_error *error) {
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

bool carryover_foreign_remove(carryover_foreign_items *items, size_t index,
                              carryover_secret_cancellation *cancellation, carryover_secret_error *error) {
    GError *reason = NULL;
    SecretItem *item = items->entries[index].item;
    if (carryover_lib.secret_item_delete_sync(item, cancellable_of(cancellation), &reason)) return true;
    return carryover_fail(reason, error);
}
