/*
 * What saving and loading cost with libsecret alone, as its manual shows it.
 *
 *     floor_keyring BYTES ROUNDS
 */

#include <libsecret/secret.h>
#include <string.h>

#include "floor.h"

static const SecretSchema schema = {
    "dev.carryover.Benchmark", SECRET_SCHEMA_DONT_MATCH_NAME, {{"application", SECRET_SCHEMA_ATTRIBUTE_STRING}}};

static void save(SecretService *service, GHashTable *attributes, SecretValue *value) {
    GError *error = NULL;
    secret_service_store_sync(service, &schema, attributes, "default", "Benchmark", value, NULL, &error);
    check(!error, error ? error->message : "");
}

static void load(SecretService *service, GHashTable *attributes) {
    GError *error = NULL;
    SecretValue *value = secret_service_lookup_sync(service, &schema, attributes, NULL, &error);
    check(value && !error, error ? error->message : "nothing found");
    secret_value_unref(value);
}

int main(int count, char **arguments) {
    check(count == 3, "usage: floor_keyring BYTES ROUNDS");
    size_t size = strtoul(arguments[1], NULL, 10);
    int rounds = atoi(arguments[2]);
    char *content = malloc(size);
    memset(content, 'x', size);
    GError *error = NULL;
    GHashTable *attributes = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(attributes, "application", "com.example.floor");
    SecretValue *value = secret_value_new(content, (gssize)size, "text/plain");
    SecretService *service = NULL;
    MEASURE("open", service = secret_service_open_sync(SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, NULL,
                                                       &error));
    check(service && !error, error ? error->message : "no service");
    save(service, attributes, value);
    for (int round = 0; round < rounds; round++) MEASURE("save", save(service, attributes, value));
    for (int round = 0; round < rounds; round++) MEASURE("load", load(service, attributes));
    secret_service_clear_sync(service, &schema, attributes, NULL, &error);
    return 0;
}
