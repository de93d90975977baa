#ifndef CARRYOVER_SECRET_H
#define CARRYOVER_SECRET_H

/*
 * The Secret Service through libsecret, which is loaded at run time: a program that links this file starts
 * where there is no libsecret, and can say what is missing.
 *
 * Every function but those about cancellation blocks, and may be called by one thread at a time for one
 * service. A function that can fail returns false or NULL and fills in the error, which is never secret.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct carryover_secret_service carryover_secret_service;
typedef struct carryover_secret_items carryover_secret_items;
typedef struct carryover_secret_cancellation carryover_secret_cancellation;
typedef struct carryover_secret_value carryover_secret_value;

/* Error numbers mean nothing without their domain: libsecret, GIO and D-Bus count independently. */
enum carryover_secret_domain {
    CARRYOVER_SECRET_DOMAIN_OTHER = 0,
    CARRYOVER_SECRET_DOMAIN_IO = 1,
    CARRYOVER_SECRET_DOMAIN_DBUS = 2,
    CARRYOVER_SECRET_DOMAIN_SECRET = 3,
    /* No address of a session bus could be found; the number is that of whatever was tried last. */
    CARRYOVER_SECRET_DOMAIN_ADDRESS = 4,
};

typedef struct {
    int32_t domain;
    int32_t code;
    char message[256];
} carryover_secret_error;

enum carryover_secret_collection {
    CARRYOVER_SECRET_COLLECTION_FAILED = 0,
    CARRYOVER_SECRET_COLLECTION_ABSENT = 1,
    CARRYOVER_SECRET_COLLECTION_LOCKED = 2,
    CARRYOVER_SECRET_COLLECTION_UNLOCKED = 3,
};

enum carryover_secret_wallet {
    /* The provider is not KWallet, or does not say. */
    CARRYOVER_SECRET_WALLET_NONE = 0,
    CARRYOVER_SECRET_WALLET_CLOSED = 1,
    CARRYOVER_SECRET_WALLET_OPEN = 2,
};

/* What an item is found by. `moment` may be NULL; the strings live as long as the call. */
typedef struct {
    const char *application;
    const char *kind;
    const char *account;
    const char *moment;
} carryover_secret_attributes;

/* Loads libsecret; NULL when it is there, otherwise why not, in English whatever the locale. */
const char *carryover_secret_load(void);

/* A cancellation may be cancelled by any thread, and is freed when no call uses it any more. */
carryover_secret_cancellation *carryover_secret_cancellation_new(void);
void carryover_secret_cancellation_cancel(carryover_secret_cancellation *cancellation);
void carryover_secret_cancellation_free(carryover_secret_cancellation *cancellation);

/* Reaches the session bus, on which no exit of the process shall depend. */
bool carryover_secret_reach_bus(carryover_secret_cancellation *cancellation, carryover_secret_error *error);

/* Asks the provider for a sign of life, and starts it where the bus knows how to. */
bool carryover_secret_ping(const char *bus_name, int timeout_milliseconds,
                           carryover_secret_cancellation *cancellation, carryover_secret_error *error);

/* The number of the process that owns the name at present. Nobody is started by this. */
bool carryover_secret_provider_process(const char *bus_name, uint32_t *process,
                                       carryover_secret_cancellation *cancellation,
                                       carryover_secret_error *error);

/* Whether any of the provider's collections is locked, as it says. Nobody is started by this. */
bool carryover_secret_has_locked_collection(const char *bus_name, carryover_secret_cancellation *cancellation);

/* Whether the provider is KWallet, and its wallet is open: to the Secret Service it calls an open one locked. */
enum carryover_secret_wallet carryover_secret_wallet(const char *bus_name,
                                                     carryover_secret_cancellation *cancellation);

/* Opens a service of our own: not the one that other users of libsecret in this process share. */
carryover_secret_service *carryover_secret_open(const char *bus_name,
                                                carryover_secret_cancellation *cancellation,
                                                carryover_secret_error *error);
void carryover_secret_close(carryover_secret_service *service);

/* How secrets travel on the bus, as the specification names it; NULL without a session. */
const char *carryover_secret_session_algorithm(carryover_secret_service *service);

/* How long a prompt may stay unanswered; 0, the initial value, denies every prompt at once. */
void carryover_secret_set_prompt_deadline(carryover_secret_service *service, int milliseconds);

/* Whether the provider wanted a prompt since this was asked the last time. */
bool carryover_secret_has_prompted(carryover_secret_service *service);

/* The state of the default collection, as the provider states it. */
enum carryover_secret_collection
carryover_secret_default_collection(carryover_secret_service *service,
                                    carryover_secret_cancellation *cancellation,
                                    carryover_secret_error *error);

/* Unlocks the default collection. */
bool carryover_secret_unlock_default_collection(carryover_secret_service *service,
                                                carryover_secret_cancellation *cancellation,
                                                carryover_secret_error *error);

/* Finds all items with these attributes, locked ones too. Free the result, which may hold none. */
carryover_secret_items *carryover_secret_search(carryover_secret_service *service,
                                                const carryover_secret_attributes *attributes,
                                                carryover_secret_cancellation *cancellation,
                                                carryover_secret_error *error);

/* The same for items that other programs made: all that have at least these attributes, of whatever schema. */
carryover_secret_items *carryover_secret_search_foreign(carryover_secret_service *service,
                                                        const char *const *names, const char *const *values,
                                                        size_t count,
                                                        carryover_secret_cancellation *cancellation,
                                                        carryover_secret_error *error);

void carryover_secret_items_free(carryover_secret_items *items);
size_t carryover_secret_items_count(const carryover_secret_items *items);
bool carryover_secret_item_is_locked(const carryover_secret_items *items, size_t index);
/* Seconds since 1970. */
uint64_t carryover_secret_item_modified(const carryover_secret_items *items, size_t index);

bool carryover_secret_item_unlock(const carryover_secret_items *items, size_t index,
                                  carryover_secret_cancellation *cancellation, carryover_secret_error *error);

/* Loads an item's content, which lives as long as the items and lies in memory that libsecret wipes. */
bool carryover_secret_item_load(carryover_secret_items *items, size_t index, const void **bytes,
                                size_t *count, carryover_secret_cancellation *cancellation,
                                carryover_secret_error *error);

/* Gives an item that was loaded another content of the same type. */
bool carryover_secret_item_replace(carryover_secret_items *items, size_t index, const void *bytes,
                                   size_t count, carryover_secret_cancellation *cancellation,
                                   carryover_secret_error *error);

bool carryover_secret_item_delete(const carryover_secret_items *items, size_t index,
                                  carryover_secret_cancellation *cancellation, carryover_secret_error *error);

/*
 * The content of the one item with these attributes, if there is exactly one, and it is unlocked. NULL proves
 * nothing: then the long way by a search has to be taken. Some providers show a dialog before they search a
 * locked collection. Where the item was the last time, if that is known, saves a question; it proves nothing
 * either.
 */
carryover_secret_value *carryover_secret_load_single(carryover_secret_service *service,
                                                     const carryover_secret_attributes *attributes,
                                                     const char *last_path,
                                                     carryover_secret_cancellation *cancellation);
/* The bytes and the path live as long as the value. */
const void *carryover_secret_value_bytes(carryover_secret_value *value, size_t *count);
const char *carryover_secret_value_path(const carryover_secret_value *value);
void carryover_secret_value_free(carryover_secret_value *value);

/* Whether there is exactly one item with these attributes, locked or not; false proves nothing. */
bool carryover_secret_is_single(carryover_secret_service *service,
                                const carryover_secret_attributes *attributes,
                                carryover_secret_cancellation *cancellation);

/*
 * Gives the item at a path another content: it makes no second one, and asks nobody anything. False proves
 * nothing: nor that the content is the old one.
 */
bool carryover_secret_replace_single(carryover_secret_service *service, const char *path, const void *bytes,
                                     size_t count, carryover_secret_cancellation *cancellation);

/* Creates an item in the default collection, in place of one with the same attributes. */
bool carryover_secret_store(carryover_secret_service *service, const carryover_secret_attributes *attributes,
                            const char *label, const void *bytes, size_t count,
                            carryover_secret_cancellation *cancellation, carryover_secret_error *error);

#endif
