#ifndef CARRYOVER_SECRET_LIBRARY_H
#define CARRYOVER_SECRET_LIBRARY_H

#include <stdbool.h>
#include <sys/types.h>

#include "carryover_secret.h"
#include "libsecret_names.h"

/* The functions that were loaded, under their own names. */
struct carryover_library {
#define FUNCTION(result, name, parameters) result(*name) parameters;
#include "libsecret_functions.h"
#undef FUNCTION
};

extern struct carryover_library carryover_lib;

/* Hands an error over to the caller, and frees it. Always returns false. */
bool carryover_fail(GError *reason, carryover_secret_error *error);

/* The error of a keyring that is locked and stays so. */
GError *carryover_locked(const char *message);

/* What our own items are found by. */
extern const SecretSchema carryover_schema_of_records;
GHashTable *carryover_table(const carryover_secret_attributes *attributes);

/* Unlocks a collection or an item, as far as the service's prompts are allowed to. */
bool carryover_unlock(SecretService *service, void *object, GCancellable *cancellable,
                      carryover_secret_error *error);

/* The session bus that there is now, which no exit of the process depends on; NULL with the reason. */
GDBusConnection *carryover_bus(GCancellable *cancellable, carryover_secret_error *error);

/* The type of our own services. Name and bus are for the next one that this thread opens, and live that long. */
GType carryover_service_type(const char *bus_name, GDBusConnection *bus);
/* What an object of it has behind its parent's part. */
struct carryover_prompting {
    int deadline_milliseconds;
    bool has_prompted;
};
struct carryover_prompting *carryover_prompting(void *service);

static inline GCancellable *cancellable_of(carryover_secret_cancellation *cancellation) {
    return (GCancellable *)cancellation;
}

#endif
