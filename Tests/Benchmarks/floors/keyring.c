/*
 * The same for a session that lies in the Secret Service: libsecret, nothing else.
 *
 *     floor_keyring prepare     stores a session, for "token"
 *     floor_keyring token       prints the access token of the stored session
 */

#include <libsecret/secret.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static const SecretSchema schema = {
    "dev.carryover.Floor", SECRET_SCHEMA_DONT_MATCH_NAME, {{"application", SECRET_SCHEMA_ATTRIBUTE_STRING}}};

static void prepare_keyring(void) {
    GError *error = NULL;
    secret_password_store_sync(&schema, SECRET_COLLECTION_DEFAULT, "Floor", stored, NULL, &error, "application",
                               "com.example.floor", NULL);
    check(!error, error ? error->message : "");
}

static void token_from_keyring(void) {
    GError *error = NULL;
    gchar *text = secret_password_lookup_sync(&schema, NULL, &error, "application", "com.example.floor", NULL);
    check(text != NULL && !error, error ? error->message : "nothing found");
    print_token(text);
    secret_password_free(text);
}

int main(int count, char **arguments) {
    const char *command = count > 1 ? arguments[1] : "";
    if (count == 2 && !strcmp(command, "prepare")) prepare_keyring();
    else if (count == 2 && !strcmp(command, "token")) token_from_keyring();
    else {
        fprintf(stderr, "usage: see the head of the source\n");
        return 2;
    }
    return 0;
}
