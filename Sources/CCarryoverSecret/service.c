#include "library.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/*
 * A kind of SecretService that never waits for ever: libsecret's own waits for a prompt until it is answered,
 * also when nobody can see it, and when the provider has died over it.
 */

static GType type;
static size_t parent_class_size, parent_instance_size;
static _Thread_local const char *next_bus_name;
static _Thread_local GDBusConnection *next_bus;
static const char no_prompt[] = "it would take a prompt, and none is allowed";
static const char no_answer[] = "nobody answered the prompt in time";
/* How long a provider may take to admit that its prompt was dismissed. */
static const unsigned int dismissal_milliseconds = 250;
/* How often the bus is looked after while somebody is waited for: it tells of its end only where it was made. */
static const unsigned int look_milliseconds = 100;
static const char no_provider[] = "the provider went away over its prompt";

/* One prompt. It is freed when the provider has answered, however late that is. */
struct prompt {
    GTask *task;
    SecretPrompt *prompt;
    GSource *deadline;
    GSource *cancellation;
    GSource *look;
    unsigned long departure;
    GDBusConnection *bus;
    unsigned int completion;
    bool is_for_unlocking;
    /* By us, because nobody answered; and by whom it was shown to, as its provider says. */
    bool is_dismissed, is_declined;
};

static GError *io_error(int code, const char *message) {
    return carryover_lib.g_error_new_literal(carryover_lib.g_io_error_quark(), code, message);
}

static void drop_source(GSource **source) {
    if (!*source) return;
    carryover_lib.g_source_destroy(*source);
    carryover_lib.g_source_unref(*source);
    *source = NULL;
}

static void set_deadline(struct prompt *prompt, unsigned int milliseconds);

static void free_variant(void *variant) { carryover_lib.g_variant_unref(variant); }

/* Ends the caller's waiting; what the provider says later is not heard any more. */
static void settle(struct prompt *prompt, GVariant *result, GError *error) {
    GTask *task = prompt->task;
    prompt->task = NULL;
    drop_source(&prompt->deadline);
    drop_source(&prompt->cancellation);
    drop_source(&prompt->look);
    if (error)
        carryover_lib.g_task_return_error(task, error);
    else
        carryover_lib.g_task_return_pointer(task, result, free_variant);
    carryover_lib.g_object_unref(task);
}

static void dismiss(struct prompt *prompt) {
    GDBusProxy *proxy = (GDBusProxy *)prompt->prompt;
    carryover_lib.g_dbus_proxy_call(proxy, "Dismiss", NULL, CARRYOVER_CALL_NO_AUTO_START, 1000, NULL, NULL,
                                    NULL);
}

/* What was to be unlocked is locked, that much is known; whether something else was done, nobody knows. */
static GError *unanswered(const struct prompt *prompt) {
    return prompt->is_for_unlocking ? carryover_locked(no_answer)
                                    : io_error(CARRYOVER_IO_ERROR_TIMED_OUT, no_answer);
}

static int deadline_passed(void *context) {
    struct prompt *prompt = context;
    if (prompt->is_dismissed) {
        settle(prompt, NULL, unanswered(prompt));
        return 0;
    }
    prompt->is_dismissed = true;
    dismiss(prompt);
    /* A provider that admits it lets go of the prompt, and so can we; for one that does not, nobody waits. */
    drop_source(&prompt->deadline);
    set_deadline(prompt, dismissal_milliseconds);
    return 0;
}

static void attach(GSource *source, GSourceFunc function, struct prompt *prompt) {
    carryover_lib.g_source_set_callback(source, function, prompt, NULL);
    carryover_lib.g_source_attach(source, carryover_lib.g_main_context_get_thread_default());
}

static void set_deadline(struct prompt *prompt, unsigned int milliseconds) {
    prompt->deadline = carryover_lib.g_timeout_source_new(milliseconds);
    attach(prompt->deadline, deadline_passed, prompt);
}

static int cancelled(GCancellable *cancellable, void *context) {
    (void)cancellable;
    struct prompt *prompt = context;
    dismiss(prompt);
    settle(prompt, NULL, io_error(CARRYOVER_IO_ERROR_CANCELLED, "the prompt was cancelled"));
    return 0;
}

/* libsecret waits on when the provider goes away over its prompt. */
static void owner_changed(void *proxy, void *property, void *context) {
    (void)property;
    struct prompt *prompt = context;
    char *owner = carryover_lib.g_dbus_proxy_get_name_owner(proxy);
    if (!owner && prompt->task)
        settle(prompt, NULL, io_error(CARRYOVER_IO_ERROR_CLOSED, no_provider));
    carryover_lib.g_free(owner);
}

static void stop_listening(struct prompt *prompt) {
    if (!prompt->bus) return;
    carryover_lib.g_dbus_connection_signal_unsubscribe(prompt->bus, prompt->completion);
    carryover_lib.g_object_unref(prompt->bus);
    prompt->bus = NULL;
}

/* A bus that is gone says nothing about who was on it, and libsecret waits on then too. */
static int look_after_bus(void *context) {
    struct prompt *prompt = context;
    if (!carryover_lib.g_dbus_connection_is_closed(prompt->bus)) return 1;
    stop_listening(prompt);
    settle(prompt, NULL, io_error(CARRYOVER_IO_ERROR_CLOSED, no_provider));
    return 0;
}

/*
 * libsecret hands on what a prompt came to, and drops whether it was dismissed; some providers name the item that
 * they were not allowed to change.
 */
static void completed(GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                      const char *signal, GVariant *parameters, void *context) {
    (void)bus, (void)sender, (void)path, (void)interface, (void)signal;
    struct prompt *prompt = context;
    if (strcmp(carryover_lib.g_variant_get_type_string(parameters), "(bv)")) return;
    GVariant *is_dismissed = carryover_lib.g_variant_get_child_value(parameters, 0);
    prompt->is_declined = carryover_lib.g_variant_get_boolean(is_dismissed);
    carryover_lib.g_variant_unref(is_dismissed);
}

/* Listens before libsecret does, and so hears of the end before `answered` is called for it. */
static void listen_for_completion(struct prompt *prompt) {
    GDBusProxy *proxy = (GDBusProxy *)prompt->prompt;
    char *owner = carryover_lib.g_dbus_proxy_get_name_owner(proxy);
    prompt->bus = carryover_lib.g_object_ref(carryover_lib.g_dbus_proxy_get_connection(proxy));
    prompt->completion = carryover_lib.g_dbus_connection_signal_subscribe(
        prompt->bus, owner, "org.freedesktop.Secret.Prompt", "Completed",
        carryover_lib.g_dbus_proxy_get_object_path(proxy), NULL, 0, completed, prompt, NULL);
    carryover_lib.g_free(owner);
}

/* Some prompts that were dismissed say no more than that: they have unlocked no object, or made the object "/". */
static bool is_nothing(GVariant *value) {
    const char *type_string = carryover_lib.g_variant_get_type_string(value);
    if (!strcmp(type_string, "ao")) return carryover_lib.g_variant_n_children(value) == 0;
    return !strcmp(type_string, "o") && !strcmp(carryover_lib.g_variant_get_string(value, NULL), "/");
}

static void answered(GObject *source, GAsyncResult *result, void *context) {
    struct prompt *prompt = context;
    GError *error = NULL;
    GVariant *value = carryover_lib.secret_prompt_perform_finish((SecretPrompt *)source, result, &error);
    if (prompt->task) {
        if (error)
            settle(prompt, NULL, carryover_lib.g_error_copy(error));
        else if (value && !is_nothing(value) && !prompt->is_declined) {
            settle(prompt, value, NULL);
            value = NULL;
        } else if (prompt->is_dismissed)
            settle(prompt, NULL, unanswered(prompt));
        else
            settle(prompt, NULL, carryover_locked("the prompt was dismissed, or its provider went away"));
    }
    if (value) carryover_lib.g_variant_unref(value);
    if (error) carryover_lib.g_error_free(error);
    stop_listening(prompt);
    carryover_lib.g_signal_handler_disconnect(prompt->prompt, prompt->departure);
    carryover_lib.g_object_unref(prompt->prompt);
    free(prompt);
}

static void prompt_async(SecretService *service, SecretPrompt *object, const GVariantType *return_type,
                         GCancellable *cancellable, GAsyncReadyCallback callback, void *context) {
    struct carryover_prompting *prompting = carryover_prompting(service);
    int milliseconds = prompting->deadline_milliseconds;
    prompting->has_prompted = true;
    GTask *task = carryover_lib.g_task_new(service, cancellable, callback, context);
    struct prompt *prompt = milliseconds > 0 ? calloc(1, sizeof *prompt) : NULL;
    if (!prompt) {
        carryover_lib.g_task_return_error(task, carryover_locked(no_prompt));
        carryover_lib.g_object_unref(task);
        return;
    }
    prompt->task = task;
    prompt->prompt = carryover_lib.g_object_ref(object);
    prompt->is_for_unlocking = return_type && !strncmp((const char *)return_type, "ao", 2);
    prompt->departure = carryover_lib.g_signal_connect_data(
        object, "notify::g-name-owner", (GCallback)owner_changed, prompt, NULL, 0);
    listen_for_completion(prompt);
    set_deadline(prompt, (unsigned int)milliseconds);
    prompt->look = carryover_lib.g_timeout_source_new(look_milliseconds);
    attach(prompt->look, look_after_bus, prompt);
    if (cancellable) {
        prompt->cancellation = carryover_lib.g_cancellable_source_new(cancellable);
        attach(prompt->cancellation, (GSourceFunc)(void (*)(void))cancelled, prompt);
    }
    /* It gets no cancellable of its own: libsecret would wait on until the provider admits the dismissal. */
    carryover_lib.secret_prompt_perform(object, "", return_type, NULL, answered, prompt);
}

static GVariant *prompt_finish(SecretService *service, GAsyncResult *result, GError **error) {
    (void)service;
    return carryover_lib.g_task_propagate_pointer((GTask *)result, error);
}

/* Nothing that is called here takes this way, and nothing may that does not know the deadline. */
static GVariant *prompt_sync(SecretService *service, SecretPrompt *prompt, GCancellable *cancellable,
                             const GVariantType *return_type, GError **error) {
    (void)service, (void)prompt, (void)cancellable, (void)return_type;
    if (error) *error = carryover_locked(no_prompt);
    return NULL;
}

typedef GObject *(*constructor)(GType, unsigned int, GObjectConstructParam *);

static constructor parent_constructor;

/*
 * Newer versions of libsecret disregard the name that a service is opened with and ask the environment, which
 * anybody could have changed; and all of them take GLib's own connection to the bus. Name and connection can be set
 * while the object is being made, and never again.
 */
static GObject *construct(GType own_type, unsigned int count, GObjectConstructParam *parameters) {
    GObject *object = parent_constructor(own_type, count, parameters);
    carryover_lib.g_object_set(object, "g-name", next_bus_name, "g-connection", next_bus, "g-bus-type",
                               CARRYOVER_BUS_TYPE_NONE, (char *)NULL);
    return object;
}

static void initialize_class(void *class, void *data) {
    (void)data;
    struct carryover_object_class *parent = carryover_lib.g_type_class_peek_parent(class);
    parent_constructor = (constructor)parent->constructor;
    ((struct carryover_object_class *)class)->constructor = (void (*)(void))construct;
    struct carryover_service_class *own = (void *)((char *)class + parent_class_size);
    own->prompt_sync = (void (*)(void))prompt_sync;
    own->prompt_async = (void (*)(void))prompt_async;
    own->prompt_finish = (void (*)(void))prompt_finish;
}

static void register_type(void) {
    GTypeQuery query;
    carryover_lib.g_type_query(carryover_lib.g_dbus_proxy_get_type(), &query);
    parent_class_size = query.class_size;
    carryover_lib.g_type_query(carryover_lib.secret_service_get_type(), &query);
    parent_instance_size = query.instance_size;
    GTypeInfo info = {
        .class_size = (uint16_t)query.class_size,
        .class_init = initialize_class,
        .instance_size = (uint16_t)(query.instance_size + sizeof(struct carryover_prompting)),
    };
    type = carryover_lib.g_type_register_static(carryover_lib.secret_service_get_type(),
                                                    "CarryoverSecretService", &info, 0);
}

GType carryover_service_type(const char *bus_name, GDBusConnection *bus) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    next_bus_name = bus_name;
    next_bus = bus;
    pthread_once(&once, register_type);
    return type;
}

struct carryover_prompting *carryover_prompting(void *service) {
    return (struct carryover_prompting *)(void *)((char *)service + parent_instance_size);
}
