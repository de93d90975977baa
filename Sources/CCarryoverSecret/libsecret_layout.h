#ifndef CARRYOVER_LIBSECRET_LAYOUT_H
#define CARRYOVER_LIBSECRET_LAYOUT_H

/*
 * The structures and constants of GLib and libsecret that are used here, under names of our own, so that a
 * check can hold them against the real headers.
 */

#include <stddef.h>
#include <stdint.h>

struct carryover_error {
    uint32_t domain;
    int code;
    char *message;
};

struct carryover_list {
    void *data;
    struct carryover_list *next;
    struct carryover_list *previous;
};

struct carryover_type_query {
    size_t type;
    const char *type_name;
    unsigned int class_size;
    unsigned int instance_size;
};

struct carryover_type_info {
    uint16_t class_size;
    void (*base_init)(void *);
    void (*base_finalize)(void *);
    void (*class_init)(void *, void *);
    void (*class_finalize)(void *, void *);
    const void *class_data;
    uint16_t instance_size;
    uint16_t n_preallocs;
    void (*instance_init)(void *, void *);
    const void *value_table;
};

struct carryover_schema_attribute {
    const char *name;
    unsigned int type;
};

struct carryover_schema {
    const char *name;
    unsigned int flags;
    struct carryover_schema_attribute attributes[32];
    int reserved;
    void *reserved_pointers[7];
};

/* How an object's class begins. */
struct carryover_object_class {
    size_t type;
    void *construct_properties;
    void (*constructor)(void);
};

/* What a service's class has behind that of its parent, a D-Bus proxy. */
struct carryover_service_class {
    size_t collection_type;
    size_t item_type;
    void (*prompt_sync)(void);
    void (*prompt_async)(void);
    void (*prompt_finish)(void);
};

enum {
    CARRYOVER_SCHEMA_DONT_MATCH_NAME = 1 << 1,
    CARRYOVER_SCHEMA_ATTRIBUTE_STRING = 0,
    CARRYOVER_SERVICE_OPEN_SESSION = 1 << 1,
    CARRYOVER_SEARCH_ALL = 1 << 1,
    CARRYOVER_COLLECTION_NONE = 0,
    CARRYOVER_ERROR_IS_LOCKED = 2,
    CARRYOVER_BUS_TYPE_NONE = 0,
    CARRYOVER_BUS_TYPE_SESSION = 2,
    CARRYOVER_CONNECTION_AUTHENTICATION_CLIENT = 1 << 0,
    CARRYOVER_CONNECTION_MESSAGE_BUS = 1 << 3,
    CARRYOVER_CALL_NO_AUTO_START = 1 << 0,
    CARRYOVER_DBUS_ERROR_INVALID_ARGS = 16,
    CARRYOVER_IO_ERROR_CLOSED = 18,
    CARRYOVER_IO_ERROR_CANCELLED = 19,
    CARRYOVER_IO_ERROR_TIMED_OUT = 24,
};

#endif
