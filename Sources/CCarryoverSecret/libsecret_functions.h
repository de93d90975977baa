/*
 * The functions of GLib and libsecret that are used here: FUNCTION(result, name, parameters).
 *
 * Whoever includes this says what FUNCTION means; the check against the real headers is one who does. What is
 * OPTIONAL belongs to libsecret's unstable interface, and is done without where it is missing.
 */
#ifndef OPTIONAL
#define OPTIONAL FUNCTION
#endif

FUNCTION(GQuark, g_io_error_quark, (void))
FUNCTION(GQuark, g_dbus_error_quark, (void))
FUNCTION(GError *, g_error_new_literal, (GQuark, int, const char *))
FUNCTION(GError *, g_error_copy, (const GError *))
FUNCTION(void, g_error_free, (GError *))

FUNCTION(void, g_free, (void *))
FUNCTION(void, g_strfreev, (char **))
FUNCTION(void, g_list_free, (GList *))
FUNCTION(GList *, g_list_prepend, (GList *, void *))
FUNCTION(GHashTable *, g_hash_table_new, (GHashFunc, GEqualFunc))
FUNCTION(int, g_hash_table_insert, (GHashTable *, void *, void *))
FUNCTION(void, g_hash_table_unref, (GHashTable *))
FUNCTION(unsigned int, g_str_hash, (const void *))
FUNCTION(int, g_str_equal, (const void *, const void *))

FUNCTION(void *, g_object_ref, (void *))
FUNCTION(void, g_object_unref, (void *))
FUNCTION(void, g_object_set, (void *, const char *, ...))
FUNCTION(unsigned long, g_signal_connect_data,
         (void *, const char *, GCallback, void *, GClosureNotify, GConnectFlags))
FUNCTION(void, g_signal_handler_disconnect, (void *, unsigned long))
FUNCTION(void *, g_type_class_peek_parent, (void *))
FUNCTION(void, g_type_query, (GType, GTypeQuery *))
FUNCTION(GType, g_type_register_static, (GType, const char *, const GTypeInfo *, GTypeFlags))

FUNCTION(GMainContext *, g_main_context_new, (void))
FUNCTION(void, g_main_context_unref, (GMainContext *))
FUNCTION(GMainContext *, g_main_context_get_thread_default, (void))
FUNCTION(void, g_main_context_push_thread_default, (GMainContext *))
FUNCTION(void, g_main_context_pop_thread_default, (GMainContext *))
FUNCTION(int, g_main_context_iteration, (GMainContext *, int))
FUNCTION(GSource *, g_timeout_source_new, (unsigned int))
FUNCTION(void, g_source_set_callback, (GSource *, GSourceFunc, void *, GDestroyNotify))
FUNCTION(unsigned int, g_source_attach, (GSource *, GMainContext *))
FUNCTION(void, g_source_destroy, (GSource *))
FUNCTION(void, g_source_unref, (GSource *))

FUNCTION(GCancellable *, g_cancellable_new, (void))
FUNCTION(void, g_cancellable_cancel, (GCancellable *))
FUNCTION(GSource *, g_cancellable_source_new, (GCancellable *))

FUNCTION(GTask *, g_task_new, (void *, GCancellable *, GAsyncReadyCallback, void *))
FUNCTION(void, g_task_return_error, (GTask *, GError *))
FUNCTION(void, g_task_return_pointer, (GTask *, void *, GDestroyNotify))
FUNCTION(void *, g_task_propagate_pointer, (GTask *, GError **))

FUNCTION(GVariant *, g_variant_new, (const char *, ...))
FUNCTION(GVariant *, g_variant_get_child_value, (GVariant *, size_t))
FUNCTION(uint32_t, g_variant_get_uint32, (GVariant *))
FUNCTION(int, g_variant_get_boolean, (GVariant *))
FUNCTION(const char *, g_variant_get_string, (GVariant *, size_t *))
FUNCTION(const char *, g_variant_get_type_string, (GVariant *))
FUNCTION(size_t, g_variant_n_children, (GVariant *))
FUNCTION(void, g_variant_unref, (GVariant *))

FUNCTION(GType, g_dbus_proxy_get_type, (void))
FUNCTION(GDBusConnection *, g_dbus_proxy_get_connection, (GDBusProxy *))
FUNCTION(char *, g_dbus_proxy_get_name_owner, (GDBusProxy *))
FUNCTION(const char *, g_dbus_proxy_get_object_path, (GDBusProxy *))
FUNCTION(void, g_dbus_proxy_call,
         (GDBusProxy *, const char *, GVariant *, GDBusCallFlags, int, GCancellable *, GAsyncReadyCallback,
          void *))
FUNCTION(char *, g_dbus_address_get_for_bus_sync, (GBusType, GCancellable *, GError **))
FUNCTION(GDBusConnection *, g_dbus_connection_new_for_address_sync,
         (const char *, GDBusConnectionFlags, GDBusAuthObserver *, GCancellable *, GError **))
FUNCTION(int, g_dbus_connection_is_closed, (GDBusConnection *))
FUNCTION(unsigned int, g_dbus_connection_signal_subscribe,
         (GDBusConnection *, const char *, const char *, const char *, const char *, const char *,
          GDBusSignalFlags, GDBusSignalCallback, void *, GDestroyNotify))
FUNCTION(void, g_dbus_connection_signal_unsubscribe, (GDBusConnection *, unsigned int))
FUNCTION(GVariant *, g_dbus_connection_call_sync,
         (GDBusConnection *, const char *, const char *, const char *, const char *, GVariant *,
          const GVariantType *, GDBusCallFlags, int, GCancellable *, GError **))

FUNCTION(GQuark, secret_error_get_quark, (void))
FUNCTION(GType, secret_service_get_type, (void))
FUNCTION(SecretService *, secret_service_open_sync,
         (GType, const char *, SecretServiceFlags, GCancellable *, GError **))
FUNCTION(const char *, secret_service_get_session_algorithms, (SecretService *))
FUNCTION(GList *, secret_service_search_sync,
         (SecretService *, const SecretSchema *, GHashTable *, SecretSearchFlags, GCancellable *, GError **))
FUNCTION(int, secret_service_unlock_sync, (SecretService *, GList *, GCancellable *, GList **, GError **))
FUNCTION(int, secret_service_store_sync,
         (SecretService *, const SecretSchema *, GHashTable *, const char *, const char *, SecretValue *,
          GCancellable *, GError **))
FUNCTION(SecretCollection *, secret_collection_for_alias_sync,
         (SecretService *, const char *, SecretCollectionFlags, GCancellable *, GError **))
FUNCTION(int, secret_collection_get_locked, (SecretCollection *))
FUNCTION(int, secret_item_get_locked, (SecretItem *))
FUNCTION(uint64_t, secret_item_get_modified, (SecretItem *))
FUNCTION(int, secret_item_load_secret_sync, (SecretItem *, GCancellable *, GError **))
FUNCTION(SecretValue *, secret_item_get_secret, (SecretItem *))
FUNCTION(int, secret_item_set_secret_sync, (SecretItem *, SecretValue *, GCancellable *, GError **))
FUNCTION(int, secret_item_delete_sync, (SecretItem *, GCancellable *, GError **))
FUNCTION(SecretValue *, secret_value_new, (const char *, ssize_t, const char *))
FUNCTION(const char *, secret_value_get, (SecretValue *, size_t *))
FUNCTION(const char *, secret_value_get_content_type, (SecretValue *))
FUNCTION(void, secret_value_unref, (void *))
FUNCTION(void, secret_prompt_perform,
         (SecretPrompt *, const char *, const GVariantType *, GCancellable *, GAsyncReadyCallback, void *))
FUNCTION(GVariant *, secret_prompt_perform_finish, (SecretPrompt *, GAsyncResult *, GError **))

OPTIONAL(void, secret_service_search_for_dbus_paths,
         (SecretService *, const SecretSchema *, GHashTable *, GCancellable *, GAsyncReadyCallback, void *))
OPTIONAL(int, secret_service_search_for_dbus_paths_finish,
         (SecretService *, GAsyncResult *, char ***, char ***, GError **))
OPTIONAL(void, secret_service_get_secret_for_dbus_path,
         (SecretService *, const char *, GCancellable *, GAsyncReadyCallback, void *))
OPTIONAL(SecretValue *, secret_service_get_secret_for_dbus_path_finish,
         (SecretService *, GAsyncResult *, GError **))
OPTIONAL(GVariant *, secret_service_encode_dbus_secret, (SecretService *, SecretValue *))
#undef OPTIONAL
