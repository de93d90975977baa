#ifndef CCARRYOVERCURL_H
#define CCARRYOVERCURL_H

// Gives easy and multi handles distinct types, so that the compiler notices when they are mixed up.
#define CURL_STRICTER
#include <curl/curl.h>
#include <stdbool.h>

#if LIBCURL_VERSION_NUM < 0x075700
#error "Carryover needs the headers of libcurl 7.87.0 or newer (Debian: libcurl4-openssl-dev)"
#endif

#pragma clang assume_nonnull begin

/// The oldest libcurl that knows every option below, as CURL_VERSION_BITS(7, 87, 0).
enum { carryover_curl_oldest_version = 0x075700 };

// Loading. To be called by one thread at a time; nothing else here may be called before it returned NULL.

/// Loads libcurl from a shared object and initialises it.
///
/// @return NULL, or the reason why it cannot be used; valid until the thread's next call of a dl function.
const char *_Nullable carryover_curl_load(const char *shared_object);
/// The version of the loaded libcurl, in the form of LIBCURL_VERSION_NUM.
unsigned int carryover_curl_version(void);

// Multi handles. All but the wake-up belong to the thread that made the handle.

CURLM *_Nullable carryover_curl_multi_new(void);
CURLMcode carryover_curl_multi_free(CURLM *multi);
CURLMcode carryover_curl_multi_add(CURLM *multi, CURL *easy);
CURLMcode carryover_curl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode carryover_curl_multi_perform(CURLM *multi);
/// Waits for a socket, a timer of libcurl or a wake-up.
CURLMcode carryover_curl_multi_poll(CURLM *multi, int milliseconds);
/// May be called by any thread while the handle exists.
CURLMcode carryover_curl_multi_wakeup(CURLM *multi);
/// The next transfer that has ended, or NULL; the result is stored where the second argument points.
CURL *_Nullable carryover_curl_multi_next_ended(CURLM *multi, CURLcode *result);
const char *carryover_curl_multi_explain(CURLMcode code);
CURLMcode carryover_curl_multi_set_kept_connections(CURLM *multi, long count);

// Easy handles.

CURL *_Nullable carryover_curl_easy_new(void);
void carryover_curl_easy_free(CURL *easy);
/// Forgets every option, and what they point to; the handle belongs to no multi handle.
void carryover_curl_easy_reset(CURL *easy);
const char *carryover_curl_explain(CURLcode code);
/// The number of connections that had to be made for the transfer.
CURLcode carryover_curl_get_connects(CURL *easy, long *count);

struct curl_slist *_Nullable carryover_curl_list_append(struct curl_slist *_Nullable list, const char *line);
void carryover_curl_list_free(struct curl_slist *_Nullable list);

// Options: https://curl.se/libcurl/c/easy_setopt_options.html

CURLcode carryover_curl_set_accept_encoding(CURL *easy, const char *codings);
CURLcode carryover_curl_set_ca_file(CURL *easy, const char *path);
CURLcode carryover_curl_set_ca_folder(CURL *easy, const char *_Nullable path);
CURLcode carryover_curl_set_connect_timeout(CURL *easy, long milliseconds);
/// The buffer has room for CURL_ERROR_SIZE bytes and stays where it is until the handle is reset or freed.
CURLcode carryover_curl_set_error_buffer(CURL *easy, char *buffer);
CURLcode carryover_curl_set_headers(CURL *easy, struct curl_slist *list);
CURLcode carryover_curl_set_method_name(CURL *easy, const char *name);
/// The body is not copied: it stays where it is until the handle is reset or freed.
CURLcode carryover_curl_set_post_body(CURL *easy, const void *body, curl_off_t count);
CURLcode carryover_curl_set_protocols(CURL *easy, const char *names);
CURLcode carryover_curl_set_proxy(CURL *easy, const char *url);
CURLcode carryover_curl_set_url(CURL *easy, const char *url);
CURLcode carryover_curl_set_user_agent(CURL *easy, const char *name);

// Options that only ever have the one value.

CURLcode carryover_curl_abandon_resolver(CURL *easy);
CURLcode carryover_curl_forbid_reuse(CURL *easy);
CURLcode carryover_curl_hide_connect_headers(CURL *easy);
CURLcode carryover_curl_ignore_netrc(CURL *easy);
CURLcode carryover_curl_keep_headers_from_proxy(CURL *easy);
CURLcode carryover_curl_keep_path(CURL *easy);
CURLcode carryover_curl_refuse_redirects(CURL *easy);
CURLcode carryover_curl_require_tls_1_2(CURL *easy);
CURLcode carryover_curl_use_head(CURL *easy);
CURLcode carryover_curl_use_no_signals(CURL *easy);
CURLcode carryover_curl_verify_host(CURL *easy);
CURLcode carryover_curl_verify_peer(CURL *easy);

// Callbacks, each with the pointer that is handed to it.

typedef size_t (*carryover_curl_data_callback)(
    char *data, size_t size, size_t count, void *_Nullable context);
CURLcode carryover_curl_set_on_header(
    CURL *easy, carryover_curl_data_callback callback, void *_Nullable context);
CURLcode carryover_curl_set_on_body(
    CURL *easy, carryover_curl_data_callback callback, void *_Nullable context);

typedef int (*carryover_curl_before_request_callback)(
    void *_Nullable context, char *_Nullable remote_ip, char *_Nullable local_ip, int remote_port,
    int local_port);
CURLcode carryover_curl_set_before_request(
    CURL *easy, carryover_curl_before_request_callback callback, void *_Nullable context);

typedef curl_socket_t (*carryover_curl_socket_callback)(
    void *_Nullable context, curlsocktype purpose, struct curl_sockaddr *address);
CURLcode carryover_curl_set_open_socket(CURL *easy, carryover_curl_socket_callback callback);

// The thread.

/// Sets what the system shows for the calling thread, at most 15 bytes. Swift's Glibc lacks the function.
int carryover_curl_name_this_thread(const char *name);

#pragma clang assume_nonnull end

#endif
