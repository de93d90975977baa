/*
 * Carryover: carries a signed-in user over from one identity provider to another.
 *
 *     carryover_session *session;
 *     carryover_error *error;
 *     if (carryover_open_file("carryover.json", NULL, &session, &error) != CARRYOVER_OK) ...
 *     carryover_start(session, 0, 30000, NULL, &error);
 *     char *token;
 *     if (carryover_token(session, 0, 30000, &token, &error) == CARRYOVER_OK) {
 *         ...
 *         carryover_free(token);
 *     }
 *     carryover_close(session);
 *
 * Threads: every function may be called from any thread, at any time, also for one session from many threads at once,
 * and from inside a callback. A callback runs inside carryover_dispatch, on the thread that called it, and nowhere
 * else: the library never calls an app on a thread of its own.
 *
 * Texts: what goes in is UTF-8 and ends with a zero byte; it is copied, and need not outlive the call. What comes out
 * of a `char **` is the caller's and is given back with carryover_free, which overwrites it first. An output may be
 * NULL where it is not wanted, unless it is said otherwise, and is set to NULL when the call fails, unless it is said
 * otherwise.
 *
 * Limits: a text that goes in has at most CARRYOVER_TEXT_MAX bytes; a longer one is CARRYOVER_INVALID_ARGUMENT.
 *
 * Deadlines: `deadline_ms` is how long the calling thread waits, in milliseconds. Negative waits as long as it takes,
 * which has an end of its own, since every request and every look into the keyring has; zero does not wait. A call
 * that ends with CARRYOVER_TIMEOUT has stopped waiting, no more: what was begun goes on, and a later call finds its
 * result.
 *
 * Mistakes: a NULL, a handle that was closed and a handle of the other kind are CARRYOVER_INVALID_HANDLE, whatever
 * has come after it in memory; a handle is a number in a table and is never followed as a pointer. With the variable
 * CARRYOVER_DEBUG=abort in its environment the process says which call it was on standard error and aborts, so that a
 * debugger stops there. A pointer that is no address at all, as a text or for an output, cannot be told from a good
 * one.
 *
 * Fork: a process that was forked after a session was opened gets CARRYOVER_FORKED from every call that needs a
 * session, at once, and no error object; it has to exec, or to load the library before the first session is opened.
 * It keeps no lock of its parent's: one that outlives it does not hold up the next process.
 *
 * Files of this process: the library opens descriptors with O_CLOEXEC, installs no signal handler, writes nothing to
 * standard output or error (but see CARRYOVER_DEBUG), and stays loaded until the process ends, dlclose or not.
 */
#ifndef CARRYOVER_H
#define CARRYOVER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header; carryover_version tells that of the library. */
#define CARRYOVER_VERSION_MAJOR 0
#define CARRYOVER_VERSION_MINOR 1
#define CARRYOVER_VERSION_PATCH 0
#define CARRYOVER_VERSION \
    ((uint32_t)(CARRYOVER_VERSION_MAJOR << 16 | CARRYOVER_VERSION_MINOR << 8 | CARRYOVER_VERSION_PATCH))

/* The most bytes of a text that goes in, without its zero byte. */
#define CARRYOVER_TEXT_MAX 1048576

/* An account's session: what carryover_open_json and carryover_open_file give and carryover_close takes back. */
typedef struct carryover_session carryover_session;

/* What went wrong: a code, words and a JSON detail, none of them secret. carryover_error_free takes it back. */
typedef struct carryover_error carryover_error;

/*
 * What a call came to. Zero is success. The numbers never change their meaning, and a later version may add some:
 * treat an unknown one as CARRYOVER_TRANSIENT.
 */
typedef int32_t carryover_result;

enum {
    CARRYOVER_OK = 0,

    /* There is no session, and nothing to migrate: ask the user to sign in. */
    CARRYOVER_SIGNED_OUT = 1,
    /* The provider refused for good: ask the user to sign in. */
    CARRYOVER_REJECTED = 2,
    /* The refresh token was spent by a request whose answer never came: ask the user to sign in. */
    CARRYOVER_LOST_ANSWER = 3,
    /* A server could not be reached or did not finish; what was there before is still there. */
    CARRYOVER_TRANSIENT = 4,
    /* The migration is tried again later; the legacy session is still in place. */
    CARRYOVER_DEFERRED = 5,
    /* The store is locked, unavailable or corrupt; nothing was changed, and nobody is signed out by that. */
    CARRYOVER_STORE = 6,
    /* The configuration is wrong, or the provider does not know this client or endpoint. */
    CARRYOVER_CONFIGURATION = 7,
    /* There is no refresh token. */
    CARRYOVER_NOT_REFRESHABLE = 8,
    /* The session changed hands while the call was under way; ask again. */
    CARRYOVER_SUPERSEDED = 9,
    /* The session was closed while the call was under way. */
    CARRYOVER_CANCELLED = 10,
    /* The token may not be sent there. */
    CARRYOVER_ORIGIN_NOT_ALLOWED = 11,
    /* The call makes no sense now. */
    CARRYOVER_NOT_POSSIBLE = 12,

    /* An argument is NULL that must not be, too long, not UTF-8, or out of range. */
    CARRYOVER_INVALID_ARGUMENT = 64,
    /* The handle is NULL, was closed, or is another kind of handle. */
    CARRYOVER_INVALID_HANDLE = 65,
    /* The deadline passed; the work goes on. */
    CARRYOVER_TIMEOUT = 66,
    /* This process was forked off one that has a session open. */
    CARRYOVER_FORKED = 67,
    /* There is no memory or no descriptor left. */
    CARRYOVER_NO_RESOURCES = 68
};

/* Never ask a person anything, not even to unlock the keyring: for carryover_options.flags. */
#define CARRYOVER_NO_PROMPT 1u

/* Try a deferred migration although its time has not come: for carryover_start and carryover_start_async. */
#define CARRYOVER_RETRY_NOW 1u

/* Leave the session alive at the provider, and only forget it here: for carryover_sign_out. */
#define CARRYOVER_LOCAL 1u

/*
 * How a session is opened. Zero it, and set `size` to sizeof(carryover_options): a newer library then knows which
 * members an older app has.
 */
typedef struct carryover_options {
    size_t size;
    /* CARRYOVER_NO_PROMPT, or zero. */
    uint32_t flags;
    /*
     * Protects the encrypted file where there is no keyring; NULL for the system's credential or a key file. An empty
     * one is CARRYOVER_INVALID_ARGUMENT.
     */
    const char *passphrase;
} carryover_options;

/*
 * Told of an event, inside carryover_dispatch.
 *
 * `event` is a JSON object such as {"event":"session.refreshed","at":"2026-11-21T10:00:00Z","expires_at":"..."}, without
 * any token, and lasts until the callback returns. Names and members are those that `carryover-demo start --json`
 * prints, and "state" with a member `state` after each change of it. An event that is not known is to be passed over.
 */
typedef void (*carryover_event_callback)(carryover_session *session, const char *event, void *user_data);

/* Told of the end of a start, inside carryover_dispatch, with what carryover_start would have returned. */
typedef void (*carryover_start_callback)(carryover_session *session, carryover_result result, const char *report,
                                         void *user_data);

/* MARK: The library */

/* The library's version, as CARRYOVER_VERSION counts. The first two parts of a 0.x version tell what is compatible. */
uint32_t carryover_version(void);

/* The library's version in words, such as "0.1.0"; it lasts as long as the process. */
const char *carryover_version_text(void);

/* The stable word for a result, such as "signed-out", or "unknown"; it lasts as long as the process. */
const char *carryover_result_name(carryover_result result);

/* Overwrites a text that this library gave, and frees it. NULL is fine. */
void carryover_free(char *text);

/* MARK: Errors */

/*
 * The code, "what happened" in words, and a JSON object {"code":...,"message":...,"cause":{...}} whose `cause` names the
 * layer (provider, transport, store, configuration), its own code, and the endpoint and HTTP status where there were
 * some. The texts last as long as the error. With NULL: CARRYOVER_OK, and empty texts.
 */
carryover_result carryover_error_code(const carryover_error *error);
const char *carryover_error_message(const carryover_error *error);
const char *carryover_error_detail(const carryover_error *error);

/* Frees an error. NULL is fine. */
void carryover_error_free(carryover_error *error);

/* MARK: A session */

/*
 * Opens a session from the text of a configuration, or from a file that holds it. The JSON is that of the command line
 * and of the Swift library. Nothing is read but the configuration, nothing is sent, and no thread is started.
 *
 * `options` may be NULL; `session` must not be.
 *
 * Returns CARRYOVER_CONFIGURATION with the path of the key that is wrong, or when it is no regular file that can be read.
 */
carryover_result carryover_open_json(const char *configuration, const carryover_options *options,
                                     carryover_session **session, carryover_error **error);
carryover_result carryover_open_file(const char *path, const carryover_options *options,
                                     carryover_session **session, carryover_error **error);

/*
 * Closes a session. Calls under way on other threads end with CARRYOVER_CANCELLED, callbacks that have not begun do
 * not come any more, and the descriptor is closed: take it out of the loop first. A callback of this session may close
 * it; one that runs on another thread is not waited for. The user stays signed in. NULL is fine.
 *
 * A refresh that has been sent goes on without whoever asked for it, and what it brings is stored, unless the process
 * ends before: see carryover_settle.
 */
void carryover_close(carryover_session *session);

/*
 * Waits until no refresh that was asked for is under way in this process, and what it brought is stored: what an app
 * calls before it ends, after it has closed its sessions. One that waits for another process gives up. Who ends in between takes the new tokens along, and a
 * provider without a reuse window ends the session, with CARRYOVER_LOST_ANSWER at the next use.
 *
 * It is about all sessions of the process, those that were closed too, and returns at once where nothing is under way.
 * Without a deadline it takes no longer than such a request may, which is two minutes, and the store.
 *
 * Returns CARRYOVER_TIMEOUT when the deadline passed first.
 */
carryover_result carryover_settle(int64_t deadline_ms, carryover_error **error);

/*
 * What an app calls at launch: restores the session, or finds the legacy one and migrates it; refreshes if due, and
 * works off what is still to be revoked. A stored session with nothing due makes no network call.
 *
 * `flags` is CARRYOVER_RETRY_NOW or zero. `report`, which is set on failure as well unless the call ended early, is
 * {"state":"active","result":"ok","migrated":true,"problem":null}: `state` as in the status, `migrated` whether this
 * start exchanged a legacy login, and `problem` as an error's detail, where something is worth telling although there
 * is a session.
 *
 * Returns CARRYOVER_OK when there is a session, be it the legacy one; otherwise what is in the way.
 */
carryover_result carryover_start(carryover_session *session, uint32_t flags, int64_t deadline_ms, char **report,
                                 carryover_error **error);

/*
 * The same without waiting: `callback`, which must not be NULL, is called once by a carryover_dispatch to come, unless
 * the session is closed before.
 */
carryover_result carryover_start_async(carryover_session *session, uint32_t flags, carryover_start_callback callback,
                                       void *user_data, carryover_error **error);

/*
 * A usable access token, refreshed first if it must. The first call of a process reads the store, and starts in full
 * where that holds no session. Later calls cost less than a microsecond while the token is good.
 *
 * `min_ttl_seconds`, from 0 to 31536000, is how much life the token must have; more than the provider ever grants is
 * not insisted on. `token` must not be NULL. With a deadline of zero a token that would have to be waited for is
 * CARRYOVER_TIMEOUT, and nothing is begun.
 *
 * It is all that a request needs where the provider's tokens are bearer tokens. Where they are bound to a key (`dpop`)
 * or travel in a cookie (`auth_mode`), they are of no use by themselves: see carryover_authorize.
 */
carryover_result carryover_token(carryover_session *session, int64_t min_ttl_seconds, int64_t deadline_ms,
                                 char **token, carryover_error **error);

/*
 * Gets a new access token now. `refused` is a token of which the app knows that no server takes it any more, or NULL:
 * where another one is in use by now, that one is the answer and nobody is asked.
 *
 * A 401 by itself is no such knowledge: it may be about permission. Where the answer to an earlier refresh was lost, a
 * token that is said to be refused has the spent refresh token sent once more, which can cost the session; what else
 * a 401 asks for, carryover_take_answer does.
 */
carryover_result carryover_refresh(carryover_session *session, const char *refused, int64_t deadline_ms, char **token,
                                   carryover_error **error);

/*
 * The credentials for a request of the app's own: a JSON object whose member `fields` has the header fields to set, such
 * as {"fields":{"Authorization":"Bearer ..."},"request":{...}}. They are what the provider takes: a bearer token, a token
 * with a proof that is good for this one request (`dpop`), or a cookie with an anti-CSRF token. `Cookie` is joined with
 * "; " to what the app has in it.
 *
 * `method` and `url` are those of the request. The URL is absolute, without a fragment, and one that
 * carryover_check_url allows; if not, nothing is given. `min_ttl_seconds` and `deadline_ms` are as for carryover_token.
 * `authorization` must not be NULL; it is secret, and is kept for carryover_take_answer.
 */
carryover_result carryover_authorize(carryover_session *session, const char *method, const char *url,
                                     int64_t min_ttl_seconds, int64_t deadline_ms, char **authorization,
                                     carryover_error **error);

/*
 * Tells what the server answered to a request with such credentials, and says whether to send the same request once
 * more: `again`, which must not be NULL, is NULL where the answer stands, and else the credentials for that, whose
 * answer is told in the same way. No request is sent more than three times so. An answer that was redirected
 * elsewhere is none to this request, and one that comes after a sign-out or another sign-in stands: nobody's request
 * goes out with the next user's token.
 *
 * `authorization` is what the request was made with. `header` is the answer's header as it came, one field a line, or
 * NULL: some providers send new tokens there, ask for another proof, or say that the session is over. The status 401, or
 * the one that the configuration names, has the token refreshed once; a session whose token still lives is never put at
 * risk by it. With a deadline of zero an answer that takes more than a look is CARRYOVER_TIMEOUT, and nothing is begun.
 *
 * Returns, where no other token was to be had, what carryover_refresh would; the answer then stands.
 */
carryover_result carryover_take_answer(carryover_session *session, const char *authorization, int32_t status,
                                       const char *header, int64_t deadline_ms, char **again,
                                       carryover_error **error);

/*
 * Whether the token may be sent to a URL: to the provider's own origins, and to those that the configuration lists.
 * Ask before every request that is not built by this library.
 */
carryover_result carryover_check_url(carryover_session *session, const char *url, carryover_error **error);

/* Where things stand: the object of `carryover-demo status --json`. Asks no server, unlocks nothing, changes nothing. */
carryover_result carryover_status(carryover_session *session, int64_t deadline_ms, char **status,
                                  carryover_error **error);

/*
 * The state as this process knows it, such as "active": the words of the status. It does not wait and reads nothing,
 * so it is "signed-out" before the first call that does; and "" for a handle that is none. It lasts as long as the
 * process.
 */
const char *carryover_state(carryover_session *session);

/*
 * Takes over a session that the app's own sign-in obtained: the token endpoint's JSON answer. It replaces the session
 * there is, which is revoked.
 *
 * Returns CARRYOVER_CONFIGURATION when it is no such answer.
 */
carryover_result carryover_sign_in(carryover_session *session, const char *answer, int64_t deadline_ms,
                                   carryover_error **error);

/*
 * Signs out: here first and for good, then at the provider, now or at a later start. `flags` is CARRYOVER_LOCAL or
 * zero.
 *
 * Returns CARRYOVER_STORE when the store cannot be written: the user then is not signed out.
 */
carryover_result carryover_sign_out(carryover_session *session, uint32_t flags, int64_t deadline_ms,
                                    carryover_error **error);

/*
 * Keeps the session fresh in the background until it is closed or this is called with zero: refreshes ahead of time,
 * retries what was deferred, and follows what other processes do. Without it nothing happens between two calls.
 */
carryover_result carryover_keep_fresh(carryover_session *session, int32_t on, carryover_error **error);

/* MARK: Events */

/*
 * A descriptor that is readable while there is something to dispatch, for GLib, Qt, libuv, poll and select. It is the
 * library's: watch it, and neither read nor close it. -1 where the handle is none.
 */
int32_t carryover_event_fd(carryover_session *session);

/*
 * Calls the callbacks that are due, on this thread: those of events and of starts that ended, in the order in which
 * these happened. What comes up meanwhile is left for the next call.
 */
carryover_result carryover_dispatch(carryover_session *session, carryover_error **error);

/*
 * Has the events told to a callback, or, with NULL, to nobody. The newest 256 are kept until they are dispatched; for
 * those that were not, one event "events.lost" with their `count` comes first. Without a callback a dispatch passes
 * events over. A dispatch on another thread may call the earlier callback once more: free what it uses after that.
 */
carryover_result carryover_set_event_callback(carryover_session *session, carryover_event_callback callback,
                                              void *user_data, carryover_error **error);

/*
 * Takes the next event, for an app that would rather ask than be called: `event`, which must not be NULL, is NULL when
 * there is none.
 */
carryover_result carryover_next_event(carryover_session *session, char **event, carryover_error **error);

#ifdef __cplusplus
}
#endif

#endif
