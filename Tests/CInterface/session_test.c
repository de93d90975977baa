/* A session's life against the mock servers; with_mock.py gives each test a home and an old login of its own. */
#define _GNU_SOURCE
#include <carryover.h>

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static carryover_session *open_session(void)
{
    carryover_session *session = NULL;
    EXPECT_RESULT(carryover_open_file(getenv("CARRYOVER_CONFIG"), NULL, &session, NULL), CARRYOVER_OK);
    return session;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    EXPECT(file != NULL);
    char *text = calloc(1, 1 << 16);
    EXPECT(text != NULL && fread(text, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    return text;
}

static void migrates_restores_and_signs_out(void)
{
    carryover_session *session = open_session();
    char *report = NULL, *status = NULL, *first = NULL, *second = NULL;
    EXPECT_RESULT(carryover_start(session, 0, 30000, &report, NULL), CARRYOVER_OK);
    EXPECT(strcmp(report, "{\"state\":\"active\",\"result\":\"ok\",\"migrated\":true,\"problem\":null}") == 0);
    carryover_free(report);
    EXPECT(strcmp(carryover_state(session), "active") == 0);

    EXPECT_RESULT(carryover_token(session, 0, 0, &first, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_refresh(session, "another token", 30000, &second, NULL), CARRYOVER_OK);
    carryover_free(second);
    EXPECT_RESULT(carryover_refresh(session, NULL, 30000, &second, NULL), CARRYOVER_OK);
    EXPECT(strcmp(first, second) != 0);
    carryover_free(first);
    carryover_free(second);

    EXPECT_RESULT(carryover_status(session, 30000, &status, NULL), CARRYOVER_OK);
    EXPECT(strstr(status, "\"state\":\"active\"") != NULL);
    EXPECT(strstr(status, "\"step\":\"done\"") != NULL);
    carryover_free(status);
    carryover_close(session);

    /* The next start of the app. */
    session = open_session();
    EXPECT(strcmp(carryover_state(session), "signed-out") == 0);
    EXPECT_RESULT(carryover_start(session, CARRYOVER_RETRY_NOW, 30000, &report, NULL), CARRYOVER_OK);
    EXPECT(strstr(report, "\"migrated\":false") != NULL);
    carryover_free(report);
    EXPECT_RESULT(carryover_sign_out(session, 0, 30000, NULL), CARRYOVER_OK);
    EXPECT(strcmp(carryover_state(session), "signed-out") == 0);
    carryover_error *error = NULL;
    EXPECT_RESULT(carryover_token(session, 0, 30000, &first, &error), CARRYOVER_SIGNED_OUT);
    EXPECT(first == NULL);
    EXPECT(strstr(carryover_error_detail(error), "\"code\":\"signed-out\"") != NULL);
    carryover_error_free(error);
    EXPECT_RESULT(carryover_start(session, 0, 30000, &report, NULL), CARRYOVER_SIGNED_OUT);
    EXPECT(strstr(report, "\"state\":\"signed-out\"") != NULL);
    carryover_free(report);
    carryover_close(session);
}

static void takes_over_a_sign_in(void)
{
    carryover_session *session = open_session();
    char *answer = read_file(getenv("CARRYOVER_ANSWER")), *token = NULL;
    carryover_error *error = NULL;
    EXPECT_RESULT(carryover_sign_in(session, "{\"access_token\":7}", 30000, &error), CARRYOVER_CONFIGURATION);
    EXPECT(strstr(carryover_error_detail(error), "\"layer\":\"provider\"") != NULL);
    carryover_error_free(error);
    EXPECT_RESULT(carryover_sign_in(session, answer, 30000, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_token(session, 60, 30000, &token, NULL), CARRYOVER_OK);
    EXPECT(strstr(answer, token) != NULL);
    carryover_free(token);
    free(answer);
    EXPECT_RESULT(carryover_sign_out(session, CARRYOVER_LOCAL, 30000, NULL), CARRYOVER_OK);
    carryover_close(session);
}

static void allows_listed_hosts_only(void)
{
    carryover_session *session = open_session();
    char url[256];
    snprintf(url, sizeof url, "%s/notes?page=1", getenv("CARRYOVER_API"));
    EXPECT_RESULT(carryover_check_url(session, url, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_check_url(session, "https://elsewhere.example/", NULL), CARRYOVER_ORIGIN_NOT_ALLOWED);
    EXPECT_RESULT(carryover_check_url(session, "http://elsewhere.example/", NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_check_url(session, "no url", NULL), CARRYOVER_INVALID_ARGUMENT);
    carryover_close(session);
}

/* Text that an error of a call with a secret in it must not have. */
static void expect_discretion(carryover_error *error, const char *secret)
{
    EXPECT(error != NULL);
    EXPECT(strstr(carryover_error_message(error), secret) == NULL);
    EXPECT(strstr(carryover_error_detail(error), secret) == NULL);
    EXPECT(strstr(carryover_error_detail(error), "eyJ") == NULL);
    carryover_error_free(error);
}

static void tells_no_secret_in_an_error(void)
{
    carryover_session *session = open_session();
    carryover_error *error = NULL;
    static const char *const answers[] = {
        "{\"access_token\":\"hunter2\"}", "{\"access_token\":\"\",\"refresh_token\":\"hunter2\"}", "hunter2",
        "{\"access_token\":[\"hunter2\"],\"refresh_token\":\"hunter2\"}", "{\"refresh_token\":\"hunter2",
        "{\"error\":\"hunter2\",\"error_description\":\"hunter2\"}",
    };
    for (size_t index = 0; index < sizeof answers / sizeof *answers; index++) {
        EXPECT_RESULT(carryover_sign_in(session, answers[index], 30000, &error), CARRYOVER_CONFIGURATION);
        expect_discretion(error, "hunter2");
    }
    char *authorization = NULL, *again = NULL, *token = NULL;
    EXPECT_RESULT(carryover_authorize(session, "GET", "https://elsewhere.example/?code=hunter2", 0, 30000,
                                      &authorization, &error),
                  CARRYOVER_ORIGIN_NOT_ALLOWED);
    expect_discretion(error, "hunter2");
    EXPECT_RESULT(carryover_check_url(session, "https://elsewhere.example/?code=hunter2", &error),
                  CARRYOVER_ORIGIN_NOT_ALLOWED);
    expect_discretion(error, "hunter2");
    EXPECT_RESULT(carryover_take_answer(session, "{\"fields\":{\"Authorization\":\"hunter2\"}}", 401, NULL, 30000, &again,
                                        &error),
                  CARRYOVER_INVALID_ARGUMENT);
    expect_discretion(error, "hunter2");
    /* A refresh token that the provider does not know. */
    EXPECT_RESULT(carryover_sign_in(session,
                                    "{\"access_token\":\"hunter2\",\"refresh_token\":\"hunter2\",\"expires_in\":3600}",
                                    30000, NULL),
                  CARRYOVER_OK);
    const carryover_result result = carryover_refresh(session, "hunter2", 30000, &token, &error);
    EXPECT(result != CARRYOVER_OK && token == NULL);
    expect_discretion(error, "hunter2");
    char *status = NULL;
    EXPECT_RESULT(carryover_status(session, 30000, &status, NULL), CARRYOVER_OK);
    EXPECT(strstr(status, "hunter2") == NULL);
    carryover_free(status);
    carryover_close(session);
}

static void authorizes_and_takes_answers(void)
{
    carryover_session *session = open_session();
    char url[256], expected[4096], *authorization = NULL, *again = NULL, *token = NULL, *other = NULL;
    snprintf(url, sizeof url, "%s/notes?page=1", getenv("CARRYOVER_API"));
    EXPECT_RESULT(carryover_authorize(session, "GET", url, 0, 0, &authorization, NULL), CARRYOVER_TIMEOUT);
    EXPECT_RESULT(carryover_authorize(session, "GET", url, 0, 30000, &authorization, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_token(session, 0, 0, &token, NULL), CARRYOVER_OK);
    snprintf(expected, sizeof expected, "{\"fields\":{\"Authorization\":\"Bearer %s\"},\"request\":{", token);
    EXPECT(strncmp(authorization, expected, strlen(expected)) == 0);
    EXPECT_RESULT(carryover_take_answer(session, authorization, 200, "HTTP/1.1 200 OK\r\nDate: now\r\n\r\n", 0, &again,
                                        NULL),
                  CARRYOVER_OK);
    EXPECT(again == NULL);
    EXPECT_RESULT(carryover_take_answer(session, authorization, 401, NULL, 0, &again, NULL), CARRYOVER_TIMEOUT);
    EXPECT_RESULT(carryover_take_answer(session, authorization, 401, NULL, 30000, &again, NULL), CARRYOVER_OK);
    EXPECT(again != NULL && strstr(again, token) == NULL);
    /* A request that was sent twice in vain has its answer. */
    EXPECT_RESULT(carryover_take_answer(session, again, 401, NULL, 30000, &other, NULL), CARRYOVER_OK);
    EXPECT(other == NULL);
    carryover_free(again);
    carryover_free(token);
    /* The first request's answer comes late: the newer token is there already, and nobody is asked. */
    EXPECT_RESULT(carryover_token(session, 0, 0, &token, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_take_answer(session, authorization, 401, NULL, 30000, &again, NULL), CARRYOVER_OK);
    EXPECT(again != NULL && strstr(again, token) != NULL);
    carryover_free(again);
    carryover_free(token);
    carryover_free(authorization);
    /* The app's own backend has signed the user out. */
    EXPECT_RESULT(carryover_authorize(session, "GET", url, 0, 0, &authorization, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_take_answer(session, authorization, 200, "Front-Token:\t remove \nx", 30000, &again, NULL),
                  CARRYOVER_OK);
    EXPECT(again == NULL && strcmp(carryover_state(session), "signed-out") == 0);
    carryover_free(authorization);
    carryover_close(session);
}

/* An app that ends: what it has asked for comes to its end first. */
static void settles_before_the_end(void)
{
    carryover_session *session = open_session();
    char *token = NULL, *other = NULL;
    EXPECT_RESULT(carryover_token(session, 0, 30000, &token, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_settle(0, NULL), CARRYOVER_OK);
    carryover_refresh(session, NULL, 1, NULL, NULL);
    carryover_close(session);
    EXPECT_RESULT(carryover_settle(30000, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_settle(0, NULL), CARRYOVER_OK);
    session = open_session();
    EXPECT_RESULT(carryover_refresh(session, NULL, 30000, &other, NULL), CARRYOVER_OK);
    EXPECT(strcmp(token, other) != 0);
    carryover_free(token);
    carryover_free(other);
    carryover_close(session);
}

/* An empty deadline, and one that is too short: the start goes on, and is there for the next call. */
static void stops_waiting_at_the_deadline(void)
{
    carryover_session *session = open_session();
    char *report = (char *)1, *token = NULL;
    EXPECT_RESULT(carryover_start(session, 0, 0, &report, NULL), CARRYOVER_TIMEOUT);
    EXPECT(report == NULL);
    EXPECT_RESULT(carryover_token(session, 0, 30000, &token, NULL), CARRYOVER_OK);
    carryover_free(token);
    carryover_close(session);
}

static void *wait_for_start(void *session)
{
    const carryover_result result = carryover_start(session, 0, -1, NULL, NULL);
    EXPECT(result == CARRYOVER_OK || result == CARRYOVER_CANCELLED || result == CARRYOVER_INVALID_HANDLE);
    return NULL;
}

static void closes_under_a_call(void)
{
    for (int round = 0; round < 20; round++) {
        carryover_session *session = open_session();
        pthread_t thread;
        EXPECT(pthread_create(&thread, NULL, wait_for_start, session) == 0);
        if (round % 2 == 0) sched_yield();
        carryover_close(session);
        EXPECT(pthread_join(thread, NULL) == 0);
    }
}

/* MARK: Callbacks */

struct notes {
    carryover_session *session;
    int events, starts, states, depth;
    carryover_result result;
    pthread_t thread;
    char last_state[32];
};

static void note_event(carryover_session *session, const char *event, void *user_data)
{
    struct notes *notes = user_data;
    EXPECT(session == notes->session);
    EXPECT(pthread_equal(pthread_self(), notes->thread));
    EXPECT(event[0] == '{');
    EXPECT(strstr(event, "\"event\":") != NULL);
    notes->events++;
    const char *state = strstr(event, "\"state\":\"");
    if (strstr(event, "\"event\":\"state\"") != NULL && state != NULL) {
        notes->states++;
        snprintf(notes->last_state, sizeof notes->last_state, "%.6s", state + 9);
    }
    /* Calls back in, all the way. */
    if (notes->depth < 3) {
        notes->depth++;
        char *text = NULL;
        EXPECT_RESULT(carryover_status(session, 30000, &text, NULL), CARRYOVER_OK);
        carryover_free(text);
        EXPECT_RESULT(carryover_dispatch(session, NULL), CARRYOVER_OK);
        EXPECT_RESULT(carryover_set_event_callback(session, note_event, notes, NULL), CARRYOVER_OK);
        notes->depth--;
    }
}

static void note_start(carryover_session *session, carryover_result result, const char *report, void *user_data)
{
    struct notes *notes = user_data;
    notes->starts++;
    notes->result = result;
    EXPECT(strstr(report, "\"result\":\"ok\"") != NULL);
    char *token = NULL;
    EXPECT_RESULT(carryover_token(session, 0, 30000, &token, NULL), CARRYOVER_OK);
    carryover_free(token);
    EXPECT_RESULT(carryover_refresh(session, NULL, 30000, NULL, NULL), CARRYOVER_OK);
}

static void dispatch_until(struct notes *notes, const int *number)
{
    struct pollfd entry = {carryover_event_fd(notes->session), POLLIN, 0};
    while (*number == 0) {
        EXPECT(poll(&entry, 1, 30000) == 1);
        EXPECT_RESULT(carryover_dispatch(notes->session, NULL), CARRYOVER_OK);
    }
}

static void calls_back_in_the_loop(void)
{
    struct notes notes = {.session = open_session(), .thread = pthread_self(), .result = -1};
    struct pollfd entry = {carryover_event_fd(notes.session), POLLIN, 0};
    EXPECT(poll(&entry, 1, 0) == 0);
    EXPECT_RESULT(carryover_set_event_callback(notes.session, note_event, &notes, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_start_async(notes.session, 0, note_start, &notes, NULL), CARRYOVER_OK);
    EXPECT(notes.starts == 0);
    dispatch_until(&notes, &notes.starts);
    EXPECT(notes.starts == 1 && notes.result == CARRYOVER_OK);
    EXPECT(notes.events >= 8 && notes.states >= 1);
    EXPECT(strcmp(notes.last_state, "active") == 0);
    /* What the callback caused. */
    while (poll(&entry, 1, 0) == 1) EXPECT_RESULT(carryover_dispatch(notes.session, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_dispatch(notes.session, NULL), CARRYOVER_OK);
    EXPECT(notes.starts == 1);
    carryover_close(notes.session);
}

static void close_inside(carryover_session *session, const char *event, void *user_data)
{
    (void)event;
    ++*(int *)user_data;
    carryover_close(session);
    EXPECT_RESULT(carryover_dispatch(session, NULL), CARRYOVER_INVALID_HANDLE);
}

static void closes_from_inside_a_callback(void)
{
    carryover_session *session = open_session();
    int calls = 0;
    EXPECT_RESULT(carryover_set_event_callback(session, close_inside, &calls, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_start(session, 0, 30000, NULL, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_dispatch(session, NULL), CARRYOVER_OK);
    EXPECT(calls == 1);
}

static void events_can_be_asked_for(void)
{
    carryover_session *session = open_session();
    char *event = (char *)1;
    EXPECT_RESULT(carryover_next_event(session, &event, NULL), CARRYOVER_OK);
    EXPECT(event == NULL);
    EXPECT_RESULT(carryover_start(session, 0, 30000, NULL, NULL), CARRYOVER_OK);
    int exchanged = 0, revoked = 0;
    while (carryover_next_event(session, &event, NULL) == CARRYOVER_OK && event != NULL) {
        exchanged += strstr(event, "\"migration.exchanged\"") != NULL;
        revoked += strstr(event, "\"legacy.revoked\"") != NULL;
        EXPECT(strstr(event, "eyJ") == NULL);
        carryover_free(event);
    }
    EXPECT(exchanged == 1 && revoked == 1);
    struct pollfd entry = {carryover_event_fd(session), POLLIN, 0};
    EXPECT(poll(&entry, 1, 0) == 0);

    /* More than are kept: a start that restores a session tells that it opened the store, and that it did. */
    for (int round = 0; round < 150; round++) {
        EXPECT_RESULT(carryover_start(session, 0, 30000, NULL, NULL), CARRYOVER_OK);
    }
    EXPECT_RESULT(carryover_next_event(session, &event, NULL), CARRYOVER_OK);
    EXPECT(strcmp(event, "{\"event\":\"events.lost\",\"count\":44}") == 0);
    carryover_free(event);
    int kept = 0;
    while (carryover_next_event(session, &event, NULL) == CARRYOVER_OK && event != NULL) {
        carryover_free(event);
        kept++;
    }
    EXPECT(kept == 256);
    carryover_close(session);
}

static void keeps_fresh_and_stops(void)
{
    carryover_session *session = open_session();
    struct pollfd entry = {carryover_event_fd(session), POLLIN, 0};
    EXPECT_RESULT(carryover_keep_fresh(session, 1, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_keep_fresh(session, 1, NULL), CARRYOVER_OK);
    EXPECT(poll(&entry, 1, 30000) == 1);
    EXPECT_RESULT(carryover_keep_fresh(session, 0, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_keep_fresh(session, 0, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_keep_fresh(session, 1, NULL), CARRYOVER_OK);
    carryover_close(session);
}

/* MARK: Threads */

static atomic_int started, refused;

static void *worker(void *argument)
{
    carryover_session *session = argument;
    atomic_fetch_add(&started, 1);
    while (atomic_load(&started) < 32) sched_yield();
    for (int round = 0; round < 50; round++) {
        char *token = NULL, *status = NULL, *event = NULL;
        carryover_error *error = NULL;
        EXPECT_RESULT(carryover_token(session, 0, 30000, &token, &error), CARRYOVER_OK);
        EXPECT(strncmp(token, "eyJ", 3) == 0);
        if (round % 16 == 0) {
            EXPECT_RESULT(carryover_refresh(session, token, 30000, NULL, NULL), CARRYOVER_OK);
            EXPECT_RESULT(carryover_status(session, 30000, &status, NULL), CARRYOVER_OK);
        }
        EXPECT_RESULT(carryover_next_event(session, &event, NULL), CARRYOVER_OK);
        EXPECT_RESULT(carryover_dispatch(session, NULL), CARRYOVER_OK);
        if (carryover_check_url(session, "https://elsewhere.example", &error) == CARRYOVER_ORIGIN_NOT_ALLOWED) {
            EXPECT(strlen(carryover_error_message(error)) > 0);
            carryover_error_free(error);
            atomic_fetch_add(&refused, 1);
        }
        carryover_free(token);
        carryover_free(status);
        carryover_free(event);
    }
    return NULL;
}

static void thirty_two_threads_at_once(void)
{
    carryover_session *session = open_session();
    pthread_t threads[32];
    for (int index = 0; index < 32; index++) EXPECT(pthread_create(&threads[index], NULL, worker, session) == 0);
    for (int index = 0; index < 32; index++) EXPECT(pthread_join(threads[index], NULL) == 0);
    EXPECT(atomic_load(&refused) == 32 * 50);
    carryover_close(session);
}

static atomic_int told;

static void count_event(carryover_session *session, const char *event, void *user_data)
{
    EXPECT(event[0] == '{' && user_data == &told);
    atomic_fetch_add(&told, 1);
    /* Back in, from whichever thread it is, while others do the same. */
    EXPECT(carryover_set_event_callback(session, count_event, &told, NULL) != CARRYOVER_FORKED);
}

static void count_start(carryover_session *session, carryover_result result, const char *report, void *user_data)
{
    (void)session, (void)result;
    EXPECT(report[0] == '{' && user_data == &told);
    atomic_fetch_add(&told, 1);
}

/* A session that thirty-two threads use in all ways at once, until one of them closes it under the others. */
static void *busy_worker(void *argument)
{
    void **arguments = argument;
    carryover_session *session = arguments[0];
    const int number = *(int *)arguments[1];
    atomic_fetch_add(&started, 1);
    while (atomic_load(&started) < 32) sched_yield();
    for (int round = 0; round < 8; round++) {
        char *text = NULL;
        switch ((number + round) % 8) {
        case 0: carryover_set_event_callback(session, count_event, &told, NULL); break;
        case 1: carryover_set_event_callback(session, NULL, NULL, NULL); break;
        case 2: carryover_keep_fresh(session, round % 2, NULL); break;
        case 3: carryover_start_async(session, 0, count_start, &told, NULL); break;
        case 4: carryover_refresh(session, NULL, 30000, &text, NULL); break;
        case 5: carryover_sign_out(session, CARRYOVER_LOCAL, 30000, NULL); break;
        case 6: carryover_start(session, CARRYOVER_RETRY_NOW, 30000, &text, NULL); break;
        case 7: carryover_authorize(session, "GET", getenv("CARRYOVER_API"), 0, 0, &text, NULL); break;
        }
        carryover_free(text);
        const carryover_result result = carryover_dispatch(session, NULL);
        EXPECT(result == CARRYOVER_OK || result == CARRYOVER_INVALID_HANDLE);
        if (number == 31 && round == 6) carryover_close(session);
    }
    return NULL;
}

static void thirty_two_threads_with_callbacks_and_a_close(void)
{
    pthread_t threads[32];
    int numbers[32];
    void *arguments[32][2];
    for (int round = 0; round < 3; round++) {
        carryover_session *session = open_session();
        EXPECT_RESULT(carryover_set_event_callback(session, count_event, &told, NULL), CARRYOVER_OK);
        EXPECT_RESULT(carryover_keep_fresh(session, 1, NULL), CARRYOVER_OK);
        atomic_store(&started, 0);
        for (int index = 0; index < 32; index++) {
            numbers[index] = index;
            arguments[index][0] = session;
            arguments[index][1] = &numbers[index];
            EXPECT(pthread_create(&threads[index], NULL, busy_worker, arguments[index]) == 0);
        }
        for (int index = 0; index < 32; index++) EXPECT(pthread_join(threads[index], NULL) == 0);
        EXPECT(atomic_load(&told) > 0);
        EXPECT(strcmp(carryover_state(session), "") == 0);
        EXPECT_RESULT(carryover_settle(30000, NULL), CARRYOVER_OK);
    }
}

static void fork_while_at_work(void)
{
    carryover_session *session = open_session();
    pthread_t threads[4];
    atomic_store(&started, 28);
    for (int index = 0; index < 4; index++) EXPECT(pthread_create(&threads[index], NULL, worker, session) == 0);
    for (int round = 0; round < 50; round++) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            char *token = NULL;
            EXPECT_RESULT(carryover_token(session, 0, -1, &token, NULL), CARRYOVER_FORKED);
            EXPECT_RESULT(carryover_start(session, 0, -1, NULL, NULL), CARRYOVER_FORKED);
            carryover_close(session);
            END_CHILD();
        }
        int status = 0;
        EXPECT(waitpid(child, &status, 0) == child && status == 0);
    }
    for (int index = 0; index < 4; index++) EXPECT(pthread_join(threads[index], NULL) == 0);
    carryover_close(session);
}

int main(int argc, char **argv)
{
    static const struct test tests[] = {
        {"migrates_restores_and_signs_out", migrates_restores_and_signs_out},
        {"takes_over_a_sign_in", takes_over_a_sign_in},
        {"allows_listed_hosts_only", allows_listed_hosts_only},
        {"tells_no_secret_in_an_error", tells_no_secret_in_an_error},
        {"authorizes_and_takes_answers", authorizes_and_takes_answers},
        {"settles_before_the_end", settles_before_the_end},
        {"stops_waiting_at_the_deadline", stops_waiting_at_the_deadline},
        {"closes_under_a_call", closes_under_a_call},
        {"calls_back_in_the_loop", calls_back_in_the_loop},
        {"closes_from_inside_a_callback", closes_from_inside_a_callback},
        {"events_can_be_asked_for", events_can_be_asked_for},
        {"keeps_fresh_and_stops", keeps_fresh_and_stops},
        {"thirty_two_threads_at_once", thirty_two_threads_at_once},
        {"thirty_two_threads_with_callbacks_and_a_close", thirty_two_threads_with_callbacks_and_a_close},
        {"fork_while_at_work", fork_while_at_work},
    };
    return run_tests(tests, sizeof tests / sizeof *tests, argc, argv);
}
