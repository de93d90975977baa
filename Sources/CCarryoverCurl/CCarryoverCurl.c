// For pthread_setname_np.
#define _GNU_SOURCE

#include "CCarryoverCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>

// The declarations come from libcurl's own headers, so that a wrong signature does not compile, although the
// symbols are looked up at run time.
static struct {
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_reset) *easy_reset;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_multi_add_handle) *multi_add_handle;
    __typeof__(curl_multi_cleanup) *multi_cleanup;
    __typeof__(curl_multi_info_read) *multi_info_read;
    __typeof__(curl_multi_init) *multi_init;
    __typeof__(curl_multi_perform) *multi_perform;
    __typeof__(curl_multi_poll) *multi_poll;
    __typeof__(curl_multi_remove_handle) *multi_remove_handle;
    __typeof__(curl_multi_setopt) *multi_setopt;
    __typeof__(curl_multi_strerror) *multi_strerror;
    __typeof__(curl_multi_wakeup) *multi_wakeup;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
    __typeof__(curl_version_info) *version_info;
} curl;

#define LOOK_UP(name)                                                        \
    do {                                                                     \
        curl.name = (__typeof__(curl.name))dlsym(library, "curl_" #name);    \
        if (curl.name == NULL) return dlerror();                             \
    } while (0)

const char *carryover_curl_load(const char *shared_object) {
    void *library = dlopen(shared_object, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();

    LOOK_UP(easy_cleanup);
    LOOK_UP(easy_getinfo);
    LOOK_UP(easy_init);
    LOOK_UP(easy_reset);
    LOOK_UP(easy_setopt);
    LOOK_UP(easy_strerror);
    LOOK_UP(global_init);
    LOOK_UP(multi_add_handle);
    LOOK_UP(multi_cleanup);
    LOOK_UP(multi_info_read);
    LOOK_UP(multi_init);
    LOOK_UP(multi_perform);
    LOOK_UP(multi_poll);
    LOOK_UP(multi_remove_handle);
    LOOK_UP(multi_setopt);
    LOOK_UP(multi_strerror);
    LOOK_UP(multi_wakeup);
    LOOK_UP(slist_append);
    LOOK_UP(slist_free_all);
    LOOK_UP(version_info);

    // OpenSSL frees its state in an exit handler, and a thread that is in the middle of a transfer then
    // crashes. The flag is OPENSSL_INIT_NO_ATEXIT; there is nothing to look up when libcurl came with another
    // TLS library.
    int (*openssl_init)(uint64_t, const void *) =
        (int (*)(uint64_t, const void *))dlsym(library, "OPENSSL_init_crypto");
    if (openssl_init != NULL) openssl_init(0x00080000, NULL);

    CURLcode code = curl.global_init(CURL_GLOBAL_DEFAULT);
    return code == CURLE_OK ? NULL : curl.easy_strerror(code);
}

unsigned int carryover_curl_version(void) {
    return curl.version_info(CURLVERSION_NOW)->version_num;
}

// Multi handles.

CURLM *carryover_curl_multi_new(void) { return curl.multi_init(); }
CURLMcode carryover_curl_multi_free(CURLM *multi) { return curl.multi_cleanup(multi); }
CURLMcode carryover_curl_multi_add(CURLM *multi, CURL *easy) { return curl.multi_add_handle(multi, easy); }
CURLMcode carryover_curl_multi_remove(CURLM *multi, CURL *easy) {
    return curl.multi_remove_handle(multi, easy);
}

CURLMcode carryover_curl_multi_perform(CURLM *multi) {
    int running;
    return curl.multi_perform(multi, &running);
}

CURLMcode carryover_curl_multi_poll(CURLM *multi, int milliseconds) {
    return curl.multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode carryover_curl_multi_wakeup(CURLM *multi) { return curl.multi_wakeup(multi); }

CURL *carryover_curl_multi_next_ended(CURLM *multi, CURLcode *result) {
    int left;
    CURLMsg *message;
    while ((message = curl.multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

const char *carryover_curl_multi_explain(CURLMcode code) { return curl.multi_strerror(code); }

CURLMcode carryover_curl_multi_set_kept_connections(CURLM *multi, long count) {
    return curl.multi_setopt(multi, CURLMOPT_MAXCONNECTS, count);
}

// Easy handles.

CURL *carryover_curl_easy_new(void) { return curl.easy_init(); }
void carryover_curl_easy_free(CURL *easy) { curl.easy_cleanup(easy); }
void carryover_curl_easy_reset(CURL *easy) { curl.easy_reset(easy); }
const char *carryover_curl_explain(CURLcode code) { return curl.easy_strerror(code); }

CURLcode carryover_curl_get_connects(CURL *easy, long *count) {
    return curl.easy_getinfo(easy, CURLINFO_NUM_CONNECTS, count);
}

struct curl_slist *carryover_curl_list_append(struct curl_slist *list, const char *line) {
    return curl.slist_append(list, line);
}

void carryover_curl_list_free(struct curl_slist *list) { curl.slist_free_all(list); }

// Options.

#define OPTION(name, parameter, option, value)                    \
    CURLcode carryover_curl_set_##name(CURL *easy, parameter) {   \
        return curl.easy_setopt(easy, CURLOPT_##option, value);   \
    }

OPTION(accept_encoding, const char *codings, ACCEPT_ENCODING, codings)
OPTION(ca_file, const char *path, CAINFO, path)
OPTION(ca_folder, const char *path, CAPATH, path)
OPTION(connect_timeout, long milliseconds, CONNECTTIMEOUT_MS, milliseconds)
OPTION(error_buffer, char *buffer, ERRORBUFFER, buffer)
OPTION(headers, struct curl_slist *list, HTTPHEADER, list)
OPTION(method_name, const char *name, CUSTOMREQUEST, name)
OPTION(protocols, const char *names, PROTOCOLS_STR, names)
OPTION(proxy, const char *url, PROXY, url)
OPTION(url, const char *url, URL, url)
OPTION(user_agent, const char *name, USERAGENT, name)

CURLcode carryover_curl_set_post_body(CURL *easy, const void *body, curl_off_t count) {
    // The size goes first: libcurl would otherwise look for a terminating zero.
    CURLcode code = curl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code == CURLE_OK ? curl.easy_setopt(easy, CURLOPT_POSTFIELDS, body) : code;
}

// libcurl reads a long from its variable arguments, and an int is not one.
#define FIXED_OPTION(name, option, value)                              \
    CURLcode carryover_curl_##name(CURL *easy) {                       \
        return curl.easy_setopt(easy, CURLOPT_##option, (long)value);  \
    }

FIXED_OPTION(abandon_resolver, QUICK_EXIT, 1)
FIXED_OPTION(forbid_reuse, FORBID_REUSE, 1)
FIXED_OPTION(hide_connect_headers, SUPPRESS_CONNECT_HEADERS, 1)
FIXED_OPTION(ignore_netrc, NETRC, CURL_NETRC_IGNORED)
FIXED_OPTION(keep_headers_from_proxy, HEADEROPT, CURLHEADER_SEPARATE)
FIXED_OPTION(keep_path, PATH_AS_IS, 1)
FIXED_OPTION(refuse_redirects, FOLLOWLOCATION, 0)
FIXED_OPTION(require_tls_1_2, SSLVERSION, CURL_SSLVERSION_TLSv1_2)
FIXED_OPTION(use_head, NOBODY, 1)
FIXED_OPTION(use_no_signals, NOSIGNAL, 1)
FIXED_OPTION(verify_host, SSL_VERIFYHOST, 2)
FIXED_OPTION(verify_peer, SSL_VERIFYPEER, 1)

// Callbacks.

CURLcode carryover_curl_set_on_header(CURL *easy, carryover_curl_data_callback callback, void *context) {
    CURLcode code = curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
    return code == CURLE_OK ? curl.easy_setopt(easy, CURLOPT_HEADERDATA, context) : code;
}

CURLcode carryover_curl_set_on_body(CURL *easy, carryover_curl_data_callback callback, void *context) {
    CURLcode code = curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
    return code == CURLE_OK ? curl.easy_setopt(easy, CURLOPT_WRITEDATA, context) : code;
}

CURLcode carryover_curl_set_before_request(
    CURL *easy, carryover_curl_before_request_callback callback, void *context) {
    CURLcode code = curl.easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
    return code == CURLE_OK ? curl.easy_setopt(easy, CURLOPT_PREREQDATA, context) : code;
}

CURLcode carryover_curl_set_open_socket(CURL *easy, carryover_curl_socket_callback callback) {
    return curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

// The thread.

int carryover_curl_name_this_thread(const char *name) { return pthread_setname_np(pthread_self(), name); }
