#ifndef CARRYOVER_LIBSECRET_NAMES_H
#define CARRYOVER_LIBSECRET_NAMES_H

/* The names under which libsecret_functions.h knows its types. */

#include "libsecret_layout.h"

typedef struct carryover_error GError;
typedef struct carryover_list GList;
typedef struct carryover_type_query GTypeQuery;
typedef struct carryover_type_info GTypeInfo;
typedef struct carryover_schema SecretSchema;

typedef struct carryover_async_result GAsyncResult;
typedef struct carryover_auth_observer GDBusAuthObserver;
typedef struct carryover_bus_connection GDBusConnection;
typedef struct carryover_cancellable GCancellable;
typedef struct carryover_closure GClosure;
typedef struct carryover_collection SecretCollection;
typedef struct carryover_hash_table GHashTable;
typedef struct carryover_item SecretItem;
typedef struct carryover_main_context GMainContext;
typedef struct carryover_object GObject;
typedef struct carryover_construct_parameter GObjectConstructParam;
typedef struct carryover_prompt SecretPrompt;
typedef struct carryover_proxy GDBusProxy;
typedef struct carryover_service SecretService;
typedef struct carryover_source GSource;
typedef struct carryover_task GTask;
typedef struct carryover_value SecretValue;
typedef struct carryover_variant GVariant;
typedef struct carryover_variant_type GVariantType;

typedef size_t GType;
typedef uint32_t GQuark;

typedef unsigned int GBusType;
typedef unsigned int GConnectFlags;
typedef unsigned int GDBusCallFlags;
typedef unsigned int GDBusConnectionFlags;
typedef unsigned int GDBusSignalFlags;
typedef unsigned int GTypeFlags;
typedef unsigned int SecretCollectionFlags;
typedef unsigned int SecretSearchFlags;
typedef unsigned int SecretServiceFlags;

typedef void (*GAsyncReadyCallback)(GObject *, GAsyncResult *, void *);
typedef void (*GCallback)(void);
typedef void (*GClosureNotify)(void *, GClosure *);
typedef void (*GDBusSignalCallback)(GDBusConnection *, const char *, const char *, const char *, const char *,
                                    GVariant *, void *);
typedef void (*GDestroyNotify)(void *);
typedef int (*GEqualFunc)(const void *, const void *);
typedef unsigned int (*GHashFunc)(const void *);
typedef int (*GSourceFunc)(void *);

#endif
