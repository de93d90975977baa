#include "library.h"

#include <pthread.h>
#include <string.h>

/* Who is on the session bus, asked of the bus and of the provider without a session. */

static const char bus_name_of_bus[] = "org.freedesktop.DBus";

/*
 * The connection that all services here share, while it lasts. GLib's own one is no use: it is handed out for ever,
 * also after a session bus has died and another one has come up in its place; and its owner, the host, may have
 * made itself depend on it.
 */
static GDBusConnection *shared;
/* Where GLib wants to tell of the end of that connection, and until it has done so holds on to it. */
static GMainContext *shared_context;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The shared connection, or NULL when there is none that is open. */
static GDBusConnection *open_bus(void) {
    if (shared && carryover_lib.g_dbus_connection_is_closed(shared)) {
        while (carryover_lib.g_main_context_iteration(shared_context, 0)) {}
        carryover_lib.g_object_unref(shared);
        carryover_lib.g_main_context_unref(shared_context);
        shared = NULL;
        shared_context = NULL;
    }
    return shared ? carryover_lib.g_object_ref(shared) : NULL;
}

static bool is_impatience(const carryover_secret_error *error) {
    return error->domain == CARRYOVER_SECRET_DOMAIN_IO
           && (error->code == CARRYOVER_IO_ERROR_CANCELLED || error->code == CARRYOVER_IO_ERROR_TIMED_OUT);
}

/* Where the bus is: as the environment says, or as this session's launcher noted it. */
static char *find_address(GCancellable *cancellable, carryover_secret_error *error) {
    GError *reason = NULL;
    char *address =
        carryover_lib.g_dbus_address_get_for_bus_sync(CARRYOVER_BUS_TYPE_SESSION, cancellable, &reason);
    if (address) return address;
    carryover_fail(reason, error);
    if (!is_impatience(error)) error->domain = CARRYOVER_SECRET_DOMAIN_ADDRESS;
    return NULL;
}

/*
 * A connection of our own: the death of its bus raises no signal, and ends nobody. Its context is one that is looked
 * after here, for the process may have nobody who looks after the usual one.
 */
static GDBusConnection *connect_to_bus(GMainContext *context, GCancellable *cancellable,
                                       carryover_secret_error *error) {
    char *address = find_address(cancellable, error);
    if (!address) return NULL;
    GError *reason = NULL;
    carryover_lib.g_main_context_push_thread_default(context);
    GDBusConnection *bus = carryover_lib.g_dbus_connection_new_for_address_sync(
        address, CARRYOVER_CONNECTION_AUTHENTICATION_CLIENT | CARRYOVER_CONNECTION_MESSAGE_BUS, NULL, cancellable,
        &reason);
    carryover_lib.g_main_context_pop_thread_default(context);
    carryover_lib.g_free(address);
    if (!bus) carryover_fail(reason, error);
    return bus;
}

GDBusConnection *carryover_bus(GCancellable *cancellable, carryover_secret_error *error) {
    pthread_mutex_lock(&lock);
    GDBusConnection *bus = open_bus();
    pthread_mutex_unlock(&lock);
    if (bus) return bus;
    /* Without the lock, for a bus can be silent, and each caller has a deadline of its own. */
    GMainContext *context = carryover_lib.g_main_context_new();
    GDBusConnection *fresh = connect_to_bus(context, cancellable, error);
    if (!fresh) {
        carryover_lib.g_main_context_unref(context);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    bus = open_bus();
    if (!bus) {
        shared = carryover_lib.g_object_ref(fresh);
        shared_context = context;
        context = NULL;
        bus = carryover_lib.g_object_ref(fresh);
    }
    pthread_mutex_unlock(&lock);
    carryover_lib.g_object_unref(fresh);
    if (context) carryover_lib.g_main_context_unref(context);
    return bus;
}

bool carryover_secret_reach_bus(carryover_secret_cancellation *cancellation, carryover_secret_error *error) {
    GDBusConnection *bus = carryover_bus(cancellable_of(cancellation), error);
    if (!bus) return false;
    carryover_lib.g_object_unref(bus);
    return true;
}

bool carryover_secret_ping(const char *bus_name, int timeout_milliseconds,
                           carryover_secret_cancellation *cancellation, carryover_secret_error *error) {
    GDBusConnection *bus = carryover_bus(cancellable_of(cancellation), error);
    if (!bus) return false;
    GError *reason = NULL;
    GVariant *reply = carryover_lib.g_dbus_connection_call_sync(
        bus, bus_name, "/org/freedesktop/secrets", "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, 0,
        timeout_milliseconds, cancellable_of(cancellation), &reason);
    carryover_lib.g_object_unref(bus);
    if (!reply) return carryover_fail(reason, error);
    carryover_lib.g_variant_unref(reply);
    return true;
}

/* Asks somebody who is there already, for a second at most, and takes the only value of the answer. */
static GVariant *ask(GDBusConnection *bus, const char *name, const char *path, const char *interface,
                     const char *method, const char *argument, GCancellable *cancellable, GError **reason) {
    GVariant *parameters = argument ? carryover_lib.g_variant_new("(s)", argument) : NULL;
    GVariant *reply = carryover_lib.g_dbus_connection_call_sync(
        bus, name, path, interface, method, parameters, NULL, CARRYOVER_CALL_NO_AUTO_START, 1000, cancellable,
        reason);
    if (!reply) return NULL;
    GVariant *value = carryover_lib.g_variant_get_child_value(reply, 0);
    carryover_lib.g_variant_unref(reply);
    return value;
}

bool carryover_secret_provider_process(const char *bus_name, uint32_t *process,
                                       carryover_secret_cancellation *cancellation,
                                       carryover_secret_error *error) {
    GCancellable *cancellable = cancellable_of(cancellation);
    GDBusConnection *bus = carryover_bus(cancellable, error);
    if (!bus) return false;
    GError *reason = NULL;
    GVariant *number = ask(bus, bus_name_of_bus, "/org/freedesktop/DBus", bus_name_of_bus,
                           "GetConnectionUnixProcessID", bus_name, cancellable, &reason);
    carryover_lib.g_object_unref(bus);
    if (!number) return carryover_fail(reason, error);
    *process = carryover_lib.g_variant_get_uint32(number);
    carryover_lib.g_variant_unref(number);
    return true;
}

/* What somebody answers, or NULL; that nobody answers is no error here. */
static GVariant *answer(GDBusConnection *bus, const char *name, const char *path, const char *interface,
                        const char *method, const char *argument, const char *type,
                        GCancellable *cancellable) {
    GError *reason = NULL;
    GVariant *value = ask(bus, name, path, interface, method, argument, cancellable, &reason);
    if (reason) carryover_lib.g_error_free(reason);
    if (value && strcmp(carryover_lib.g_variant_get_type_string(value), type)) {
        carryover_lib.g_variant_unref(value);
        value = NULL;
    }
    return value;
}

static bool own_alike(GDBusConnection *bus, const char *first, const char *second, GCancellable *cancellable) {
    GVariant *owners[2];
    const char *names[] = {first, second};
    for (int index = 0; index < 2; index++)
        owners[index] = answer(bus, bus_name_of_bus, "/org/freedesktop/DBus", bus_name_of_bus, "GetNameOwner",
                               names[index], "s", cancellable);
    bool is_same = owners[0] && owners[1]
        && !strcmp(carryover_lib.g_variant_get_string(owners[0], NULL),
                   carryover_lib.g_variant_get_string(owners[1], NULL));
    for (int index = 0; index < 2; index++)
        if (owners[index]) carryover_lib.g_variant_unref(owners[index]);
    return is_same;
}

static enum carryover_secret_wallet wallet_of(GDBusConnection *bus, const char *name, const char *path,
                                              GCancellable *cancellable) {
    static const char interface[] = "org.kde.KWallet";
    enum carryover_secret_wallet state = CARRYOVER_SECRET_WALLET_NONE;
    GVariant *wallet = answer(bus, name, path, interface, "networkWallet", NULL, "s", cancellable);
    GVariant *is_open = wallet ? answer(bus, name, path, interface, "isOpen",
                                        carryover_lib.g_variant_get_string(wallet, NULL), "b", cancellable)
                               : NULL;
    if (is_open)
        state = carryover_lib.g_variant_get_boolean(is_open) ? CARRYOVER_SECRET_WALLET_OPEN
                                                             : CARRYOVER_SECRET_WALLET_CLOSED;
    if (is_open) carryover_lib.g_variant_unref(is_open);
    if (wallet) carryover_lib.g_variant_unref(wallet);
    return state;
}

enum carryover_secret_wallet carryover_secret_wallet(const char *bus_name,
                                                     carryover_secret_cancellation *cancellation) {
    static const char *const daemons[][2] = {{"org.kde.kwalletd6", "/modules/kwalletd6"},
                                             {"org.kde.kwalletd5", "/modules/kwalletd5"}};
    GCancellable *cancellable = cancellable_of(cancellation);
    carryover_secret_error error;
    GDBusConnection *bus = carryover_bus(cancellable, &error);
    if (!bus) return CARRYOVER_SECRET_WALLET_NONE;
    enum carryover_secret_wallet state = CARRYOVER_SECRET_WALLET_NONE;
    for (size_t index = 0; index < 2 && state == CARRYOVER_SECRET_WALLET_NONE; index++)
        /* On a machine with two keyrings the wallet says nothing about the other one. */
        if (own_alike(bus, bus_name, daemons[index][0], cancellable))
            state = wallet_of(bus, daemons[index][0], daemons[index][1], cancellable);
    carryover_lib.g_object_unref(bus);
    return state;
}

/* A property of an object, or NULL; that nobody answers is no error here. */
static GVariant *property(GDBusConnection *bus, const char *name, const char *path, const char *interface,
                          const char *property, const char *type, GCancellable *cancellable) {
    GVariant *reply = carryover_lib.g_dbus_connection_call_sync(
        bus, name, path, "org.freedesktop.DBus.Properties", "Get",
        carryover_lib.g_variant_new("(ss)", interface, property), NULL, CARRYOVER_CALL_NO_AUTO_START, 1000,
        cancellable, NULL);
    if (!reply) return NULL;
    GVariant *boxed = carryover_lib.g_variant_get_child_value(reply, 0);
    GVariant *value = carryover_lib.g_variant_get_child_value(boxed, 0);
    carryover_lib.g_variant_unref(boxed);
    carryover_lib.g_variant_unref(reply);
    if (strcmp(carryover_lib.g_variant_get_type_string(value), type)) {
        carryover_lib.g_variant_unref(value);
        value = NULL;
    }
    return value;
}

static bool is_locked(GDBusConnection *bus, const char *name, GVariant *path, GCancellable *cancellable) {
    GVariant *locked = property(bus, name, carryover_lib.g_variant_get_string(path, NULL),
                                "org.freedesktop.Secret.Collection", "Locked", "b", cancellable);
    bool is_locked = locked && carryover_lib.g_variant_get_boolean(locked);
    if (locked) carryover_lib.g_variant_unref(locked);
    return is_locked;
}

bool carryover_secret_has_locked_collection(const char *bus_name, carryover_secret_cancellation *cancellation) {
    GCancellable *cancellable = cancellable_of(cancellation);
    carryover_secret_error error;
    GDBusConnection *bus = carryover_bus(cancellable, &error);
    if (!bus) return false;
    GVariant *paths = property(bus, bus_name, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
                               "Collections", "ao", cancellable);
    bool has_locked = false;
    for (size_t index = 0; paths && !has_locked && index < carryover_lib.g_variant_n_children(paths); index++) {
        GVariant *path = carryover_lib.g_variant_get_child_value(paths, index);
        has_locked = is_locked(bus, bus_name, path, cancellable);
        carryover_lib.g_variant_unref(path);
    }
    if (paths) carryover_lib.g_variant_unref(paths);
    carryover_lib.g_object_unref(bus);
    return has_locked;
}
