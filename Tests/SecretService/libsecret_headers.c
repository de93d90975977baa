/*
 * Holds what the shim declares itself against the real headers. It is compiled, never run:
 *
 *     cc -fsyntax-only $(pkg-config --cflags libsecret-1) -I Sources/CCarryoverSecret libsecret_headers.c
 */

/* The unstable interface is checked as well. */
#define SECRET_API_SUBJECT_TO_CHANGE
#include <glib.h>
/* GCC takes a function without side effects for another type than the same function without that promise. */
#undef G_GNUC_CONST
#define G_GNUC_CONST
#include <gio/gio.h>
#include <libsecret/secret.h>
#include <stddef.h>
#include <sys/types.h>

#include "libsecret_layout.h"

#define FUNCTION(result, name, parameters)                                                   \
    _Static_assert(__builtin_types_compatible_p(__typeof__(&(name)), result(*) parameters),  \
                   #name " has another signature");
/* `g_object_ref` and its like are macros, too, which would hide the functions. */
#undef g_free
#undef g_object_ref
#undef g_str_equal
#undef g_hash_table_insert
#include "libsecret_functions.h"

#define FIELD(ours, our_field, theirs, their_field)                                               \
    _Static_assert(offsetof(struct ours, our_field) == offsetof(theirs, their_field),             \
                   #theirs "." #their_field " lies elsewhere");                                   \
    _Static_assert(sizeof((struct ours *)0)->our_field == sizeof((theirs *)0)->their_field,       \
                   #theirs "." #their_field " has another size")
#define SIZE(ours, theirs) _Static_assert(sizeof(struct ours) == sizeof(theirs), #theirs " has another size")
#define VALUE(ours, theirs) _Static_assert((int)(ours) == (int)(theirs), #theirs " has another value")

FIELD(carryover_error, domain, GError, domain);
FIELD(carryover_error, code, GError, code);
FIELD(carryover_error, message, GError, message);
SIZE(carryover_error, GError);

FIELD(carryover_list, data, GList, data);
FIELD(carryover_list, next, GList, next);
FIELD(carryover_list, previous, GList, prev);
SIZE(carryover_list, GList);

FIELD(carryover_type_query, type, GTypeQuery, type);
FIELD(carryover_type_query, type_name, GTypeQuery, type_name);
FIELD(carryover_type_query, class_size, GTypeQuery, class_size);
FIELD(carryover_type_query, instance_size, GTypeQuery, instance_size);
SIZE(carryover_type_query, GTypeQuery);

FIELD(carryover_type_info, class_size, GTypeInfo, class_size);
FIELD(carryover_type_info, class_init, GTypeInfo, class_init);
FIELD(carryover_type_info, class_data, GTypeInfo, class_data);
FIELD(carryover_type_info, instance_size, GTypeInfo, instance_size);
FIELD(carryover_type_info, n_preallocs, GTypeInfo, n_preallocs);
FIELD(carryover_type_info, instance_init, GTypeInfo, instance_init);
FIELD(carryover_type_info, value_table, GTypeInfo, value_table);
SIZE(carryover_type_info, GTypeInfo);

FIELD(carryover_schema_attribute, name, SecretSchemaAttribute, name);
FIELD(carryover_schema_attribute, type, SecretSchemaAttribute, type);
SIZE(carryover_schema_attribute, SecretSchemaAttribute);
FIELD(carryover_schema, name, SecretSchema, name);
FIELD(carryover_schema, flags, SecretSchema, flags);
FIELD(carryover_schema, attributes, SecretSchema, attributes);
FIELD(carryover_schema, reserved, SecretSchema, reserved);
SIZE(carryover_schema, SecretSchema);

FIELD(carryover_object_class, type, GObjectClass, g_type_class);
FIELD(carryover_object_class, construct_properties, GObjectClass, construct_properties);
FIELD(carryover_object_class, constructor, GObjectClass, constructor);

#define METHOD(ours, theirs)                                                                      \
    _Static_assert(sizeof(GDBusProxyClass) + offsetof(struct carryover_service_class, ours)       \
                       == offsetof(SecretServiceClass, theirs),                                   \
                   #theirs " lies elsewhere")
METHOD(collection_type, collection_gtype);
METHOD(item_type, item_gtype);
METHOD(prompt_sync, prompt_sync);
METHOD(prompt_async, prompt_async);
METHOD(prompt_finish, prompt_finish);

VALUE(CARRYOVER_SCHEMA_DONT_MATCH_NAME, SECRET_SCHEMA_DONT_MATCH_NAME);
VALUE(CARRYOVER_SCHEMA_ATTRIBUTE_STRING, SECRET_SCHEMA_ATTRIBUTE_STRING);
VALUE(CARRYOVER_SERVICE_OPEN_SESSION, SECRET_SERVICE_OPEN_SESSION);
VALUE(CARRYOVER_SEARCH_ALL, SECRET_SEARCH_ALL);
VALUE(CARRYOVER_COLLECTION_NONE, SECRET_COLLECTION_NONE);
VALUE(CARRYOVER_ERROR_IS_LOCKED, SECRET_ERROR_IS_LOCKED);
VALUE(CARRYOVER_BUS_TYPE_NONE, G_BUS_TYPE_NONE);
VALUE(CARRYOVER_BUS_TYPE_SESSION, G_BUS_TYPE_SESSION);
VALUE(CARRYOVER_CONNECTION_AUTHENTICATION_CLIENT, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT);
VALUE(CARRYOVER_CONNECTION_MESSAGE_BUS, G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION);
VALUE(CARRYOVER_CALL_NO_AUTO_START, G_DBUS_CALL_FLAGS_NO_AUTO_START);
VALUE(CARRYOVER_DBUS_ERROR_INVALID_ARGS, G_DBUS_ERROR_INVALID_ARGS);
VALUE(CARRYOVER_IO_ERROR_CLOSED, G_IO_ERROR_CLOSED);
VALUE(CARRYOVER_IO_ERROR_CANCELLED, G_IO_ERROR_CANCELLED);
VALUE(CARRYOVER_IO_ERROR_TIMED_OUT, G_IO_ERROR_TIMED_OUT);
