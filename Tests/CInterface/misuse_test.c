/* What a mistake of the app comes to: an error code, whatever was passed. No server is needed. */
#define _GNU_SOURCE
#include <carryover.h>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

static const char configuration[] = "{\"app\":\"notes\",\"provider\":{\"kind\":\"supertokens\",\"api_domain\":"
                                    "\"http://127.0.0.1:9\"},\"storage\":{\"backend\":\"memory\"},"
                                    "\"api\":{\"origins\":[\"https://api.example.com\"]}}";

/* What carryover_authorize gives, of an app that made it up. */
#define AUTHORIZATION \
    "{\"request\":{\"method\":\"GET\",\"url\":\"https://api.example.com\",\"token\":\"00\",\"attempt\":0," \
    "\"epoch\":0,\"is_stored\":false}}"

static carryover_session *open_session(void)
{
    carryover_session *session = NULL;
    EXPECT_RESULT(carryover_open_json(configuration, NULL, &session, NULL), CARRYOVER_OK);
    EXPECT(session != NULL);
    return session;
}

static void on_event(carryover_session *session, const char *event, void *user_data)
{
    (void)session, (void)event, (void)user_data;
}

static void on_start(carryover_session *session, carryover_result result, const char *report, void *user_data)
{
    (void)session, (void)result, (void)report, (void)user_data;
}

/* Calls everything that takes a session with something that is none. */
static void expect_refusal(carryover_session *session, carryover_result expected)
{
    char *text = (char *)1;
    carryover_error *error = NULL;
    EXPECT_RESULT(carryover_start(session, 0, 0, &text, &error), expected);
    EXPECT(text == NULL);
    if (expected == CARRYOVER_FORKED) {
        EXPECT(error == NULL);
    } else {
        EXPECT(carryover_error_code(error) == expected);
        EXPECT(strlen(carryover_error_message(error)) > 0);
        EXPECT(strstr(carryover_error_detail(error), "\"code\":\"invalid-handle\"") != NULL);
        carryover_error_free(error);
    }
    EXPECT_RESULT(carryover_start(session, 0, -1, NULL, NULL), expected);
    EXPECT_RESULT(carryover_start_async(session, 0, on_start, NULL, NULL), expected);
    EXPECT_RESULT(carryover_token(session, 0, -1, &text, NULL), expected);
    EXPECT_RESULT(carryover_token(session, 0, -1, NULL, NULL), expected);
    EXPECT_RESULT(carryover_refresh(session, NULL, -1, &text, NULL), expected);
    EXPECT_RESULT(carryover_authorize(session, "GET", "https://api.example.com", 0, -1, &text, NULL), expected);
    EXPECT_RESULT(carryover_take_answer(session, "{}", 200, NULL, -1, &text, NULL), expected);
    EXPECT_RESULT(carryover_check_url(session, "https://api.example.com", NULL), expected);
    EXPECT_RESULT(carryover_status(session, -1, &text, NULL), expected);
    EXPECT_RESULT(carryover_sign_in(session, "{}", -1, NULL), expected);
    EXPECT_RESULT(carryover_sign_out(session, 0, -1, NULL), expected);
    EXPECT_RESULT(carryover_keep_fresh(session, 1, NULL), expected);
    EXPECT_RESULT(carryover_dispatch(session, NULL), expected);
    EXPECT_RESULT(carryover_set_event_callback(session, on_event, NULL, NULL), expected);
    EXPECT_RESULT(carryover_next_event(session, &text, NULL), expected);
    EXPECT(carryover_event_fd(session) == -1);
    EXPECT(strcmp(carryover_state(session), "") == 0);
    carryover_close(session);
}

static void versions_and_names(void)
{
    EXPECT(carryover_version() == CARRYOVER_VERSION);
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", CARRYOVER_VERSION_MAJOR, CARRYOVER_VERSION_MINOR,
             CARRYOVER_VERSION_PATCH);
    EXPECT(strcmp(carryover_version_text(), text) == 0);
    EXPECT(strcmp(carryover_result_name(CARRYOVER_OK), "ok") == 0);
    EXPECT(strcmp(carryover_result_name(-1), "unknown") == 0);
    for (carryover_result code = 0; code <= 12; code++) EXPECT(strcmp(carryover_result_name(code), "unknown") != 0);
    for (carryover_result code = 64; code <= 68; code++) EXPECT(strcmp(carryover_result_name(code), "unknown") != 0);
}

static void null_everywhere(void)
{
    expect_refusal(NULL, CARRYOVER_INVALID_HANDLE);
    carryover_free(NULL);
    carryover_error_free(NULL);
    EXPECT(carryover_error_code(NULL) == CARRYOVER_OK);
    EXPECT(strcmp(carryover_error_message(NULL), "") == 0);
    EXPECT(strcmp(carryover_error_detail(NULL), "") == 0);

    carryover_session *session = (carryover_session *)1;
    EXPECT_RESULT(carryover_open_json(NULL, NULL, &session, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT(session == NULL);
    EXPECT_RESULT(carryover_open_json(configuration, NULL, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_open_file(NULL, NULL, &session, NULL), CARRYOVER_INVALID_ARGUMENT);

    session = open_session();
    EXPECT_RESULT(carryover_start_async(session, 0, NULL, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_token(session, 0, 0, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    char *text = NULL;
    const char *url = "https://api.example.com";
    EXPECT_RESULT(carryover_authorize(session, NULL, url, 0, 0, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_authorize(session, "GET", NULL, 0, 0, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_authorize(session, "GET", url, 0, 0, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_take_answer(session, NULL, 200, NULL, 0, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_take_answer(session, AUTHORIZATION, 200, NULL, 0, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_settle(-1, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_check_url(session, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_sign_in(session, NULL, 0, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_next_event(session, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_set_event_callback(session, NULL, NULL, NULL), CARRYOVER_OK);
    carryover_close(session);
}

static void wrong_handles(void)
{
    carryover_session *session = open_session();
    int local = 0;
    expect_refusal((carryover_session *)&local, CARRYOVER_INVALID_HANDLE);
    expect_refusal((carryover_session *)(uintptr_t)1, CARRYOVER_INVALID_HANDLE);
    expect_refusal((carryover_session *)(uintptr_t)UINTPTR_MAX, CARRYOVER_INVALID_HANDLE);
    expect_refusal((carryover_session *)((uintptr_t)session + 8), CARRYOVER_INVALID_HANDLE);

    carryover_error *error = NULL;
    EXPECT_RESULT(carryover_check_url(session, "https://other.example", &error), CARRYOVER_ORIGIN_NOT_ALLOWED);
    expect_refusal((carryover_session *)error, CARRYOVER_INVALID_HANDLE);
    EXPECT(carryover_error_code((carryover_error *)session) == CARRYOVER_INVALID_HANDLE);
    EXPECT(strcmp(carryover_error_message((carryover_error *)session), "") == 0);
    carryover_error_free((carryover_error *)session);
    EXPECT(carryover_error_code(error) == CARRYOVER_ORIGIN_NOT_ALLOWED);
    carryover_error_free(error);
    EXPECT(strcmp(carryover_state(session), "signed-out") == 0);
    carryover_close(session);
}

static void freed_handles(void)
{
    carryover_session *first = open_session();
    carryover_close(first);
    expect_refusal(first, CARRYOVER_INVALID_HANDLE);
    /* Whatever takes the place of it must not be taken for it. */
    for (int round = 0; round < 1000; round++) {
        carryover_session *next = open_session();
        EXPECT(next != first);
        EXPECT(strcmp(carryover_state(first), "") == 0);
        carryover_close(next);
        carryover_close(next);
    }
    carryover_session *session = open_session();
    carryover_error *error = NULL;
    EXPECT_RESULT(carryover_check_url(session, "https://other.example", &error), CARRYOVER_ORIGIN_NOT_ALLOWED);
    carryover_error_free(error);
    EXPECT(carryover_error_code(error) == CARRYOVER_INVALID_HANDLE);
    carryover_error_free(error);
    carryover_close(session);
}

static void texts_that_are_no_texts(void)
{
    carryover_session *session = open_session(), *other = NULL;
    carryover_error *error = NULL;
    static const char *const broken[] = {"\xff", "{\"app\":\"\xc3\x28\"}", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "\xc0\xaf"};
    for (size_t index = 0; index < sizeof broken / sizeof *broken; index++) {
        EXPECT_RESULT(carryover_open_json(broken[index], NULL, &other, NULL), CARRYOVER_INVALID_ARGUMENT);
        EXPECT_RESULT(carryover_open_file(broken[index], NULL, &other, NULL), CARRYOVER_INVALID_ARGUMENT);
        EXPECT_RESULT(carryover_sign_in(session, broken[index], -1, NULL), CARRYOVER_INVALID_ARGUMENT);
        EXPECT_RESULT(carryover_refresh(session, broken[index], -1, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
        EXPECT_RESULT(carryover_check_url(session, broken[index], NULL), CARRYOVER_INVALID_ARGUMENT);
        char *text = NULL;
        const char *url = "https://api.example.com";
        EXPECT_RESULT(carryover_authorize(session, broken[index], url, 0, -1, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
        EXPECT_RESULT(carryover_authorize(session, "GET", broken[index], 0, -1, &text, NULL),
                      CARRYOVER_INVALID_ARGUMENT);
        EXPECT_RESULT(carryover_take_answer(session, broken[index], 200, NULL, -1, &text, NULL),
                      CARRYOVER_INVALID_ARGUMENT);
        /* What a server wrote is taken as it is. */
        EXPECT_RESULT(carryover_take_answer(session, AUTHORIZATION, 401, broken[index], -1, &text, NULL), CARRYOVER_OK);
        EXPECT(text == NULL);
        carryover_options options = {sizeof options, 0, broken[index]};
        EXPECT_RESULT(carryover_open_json(configuration, &options, &other, NULL), CARRYOVER_INVALID_ARGUMENT);
    }

    const size_t size = 10u << 20;
    char *large = malloc(size + 1);
    EXPECT(large != NULL);
    memset(large, '[', size);
    large[size] = '\0';
    EXPECT_RESULT(carryover_open_json(large, NULL, &other, &error), CARRYOVER_INVALID_ARGUMENT);
    EXPECT(strstr(carryover_error_message(error), "1048576") != NULL);
    carryover_error_free(error);
    EXPECT_RESULT(carryover_open_file(large, NULL, &other, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_sign_in(session, large, -1, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_refresh(session, large, -1, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_check_url(session, large, NULL), CARRYOVER_INVALID_ARGUMENT);
    char *text = NULL;
    EXPECT_RESULT(carryover_authorize(session, large, "https://api.example.com", 0, -1, &text, NULL),
                  CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_authorize(session, "GET", large, 0, -1, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_take_answer(session, large, 200, NULL, -1, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_take_answer(session, AUTHORIZATION, 200, large, -1, &text, NULL),
                  CARRYOVER_INVALID_ARGUMENT);
    /* The longest that is looked at is refused as JSON, and not by the stack. */
    large[CARRYOVER_TEXT_MAX] = '\0';
    EXPECT_RESULT(carryover_open_json(large, NULL, &other, NULL), CARRYOVER_CONFIGURATION);
    EXPECT_RESULT(carryover_sign_in(session, large, -1, NULL), CARRYOVER_CONFIGURATION);
    EXPECT_RESULT(carryover_check_url(session, large, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_take_answer(session, large, 200, NULL, -1, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_take_answer(session, AUTHORIZATION, 200, large, -1, &text, NULL), CARRYOVER_OK);
    free(large);
    carryover_close(session);
}

static void numbers_out_of_range(void)
{
    carryover_session *session = open_session(), *other = NULL;
    char *text = NULL;
    EXPECT_RESULT(carryover_token(session, -1, 0, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_token(session, 31536001, 0, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_token(session, INT64_MAX, INT64_MIN, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_token(session, 0, 0, &text, NULL), CARRYOVER_TIMEOUT);
    EXPECT_RESULT(carryover_token(session, 0, INT64_MAX, &text, NULL), CARRYOVER_SIGNED_OUT);
    EXPECT_RESULT(carryover_token(session, 0, INT64_MIN, &text, NULL), CARRYOVER_SIGNED_OUT);
    const char *url = "https://api.example.com";
    EXPECT_RESULT(carryover_authorize(session, "GET", url, -1, 0, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_authorize(session, "GET", url, 31536001, 0, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_authorize(session, "GET", url, 0, INT64_MAX, &text, NULL), CARRYOVER_SIGNED_OUT);
    static const char *const methods[] = {"", "GET ", "GET\r\nX: y", "g\xc3\xa9t"};
    for (size_t index = 0; index < sizeof methods / sizeof *methods; index++) {
        EXPECT_RESULT(carryover_authorize(session, methods[index], url, 0, -1, &text, NULL), CARRYOVER_INVALID_ARGUMENT);
    }
    static const int32_t statuses[] = {INT32_MIN, -1, 0, 99, 1000, INT32_MAX};
    for (size_t index = 0; index < sizeof statuses / sizeof *statuses; index++) {
        EXPECT_RESULT(carryover_take_answer(session, AUTHORIZATION, statuses[index], NULL, -1, &text, NULL),
                      CARRYOVER_INVALID_ARGUMENT);
    }
    static const char *const authorizations[] = {
        "", "{}", "[]", "{\"request\":{}}",
        "{\"request\":{\"method\":\"GET\",\"url\":\"https://api.example.com\",\"token\":\"\","
        "\"attempt\":9223372036854775807,\"epoch\":0,\"is_stored\":true}}",
        "{\"request\":{\"method\":\"GET\",\"url\":\"https://api.example.com\",\"token\":\"\","
        "\"attempt\":0,\"epoch\":-1,\"is_stored\":true}}",
        "{\"request\":{\"method\":\"GET\",\"url\":\"file:///\",\"token\":\"\",\"attempt\":0,\"epoch\":0,\"is_stored\":true}}",
    };
    for (size_t index = 0; index < sizeof authorizations / sizeof *authorizations; index++) {
        EXPECT_RESULT(carryover_take_answer(session, authorizations[index], 200, NULL, -1, &text, NULL),
                      CARRYOVER_INVALID_ARGUMENT);
    }
    EXPECT_RESULT(carryover_settle(INT64_MIN, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_settle(INT64_MAX, NULL), CARRYOVER_OK);
    EXPECT_RESULT(carryover_start(session, 2, 0, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_start_async(session, 1u << 31, on_start, NULL, NULL), CARRYOVER_INVALID_ARGUMENT);
    EXPECT_RESULT(carryover_sign_out(session, 7, 0, NULL), CARRYOVER_INVALID_ARGUMENT);
    carryover_options options = {0, 0, NULL};
    EXPECT_RESULT(carryover_open_json(configuration, &options, &other, NULL), CARRYOVER_INVALID_ARGUMENT);
    options.size = sizeof options;
    options.flags = 6;
    EXPECT_RESULT(carryover_open_json(configuration, &options, &other, NULL), CARRYOVER_INVALID_ARGUMENT);
    options.flags = CARRYOVER_NO_PROMPT;
    options.passphrase = "";
    EXPECT_RESULT(carryover_open_json(configuration, &options, &other, NULL), CARRYOVER_INVALID_ARGUMENT);
    options.passphrase = "correct horse";
    EXPECT_RESULT(carryover_open_json(configuration, &options, &other, NULL), CARRYOVER_OK);
    carryover_close(other);
    carryover_close(session);
}

static void wrong_configurations(void)
{
    carryover_session *session = NULL;
    carryover_error *error = NULL;
    EXPECT_RESULT(carryover_open_json("", NULL, &session, &error), CARRYOVER_CONFIGURATION);
    carryover_error_free(error);
    EXPECT_RESULT(carryover_open_json("{\"app\":\"notes\",\"provider\":{\"kind\":\"hunter2\"}}", NULL, &session, &error),
                  CARRYOVER_CONFIGURATION);
    EXPECT(strstr(carryover_error_detail(error), "\"path\":\"provider.kind\"") != NULL);
    EXPECT(strstr(carryover_error_detail(error), "\"layer\":\"configuration\"") != NULL);
    carryover_error_free(error);
    /* What is wrong is told, and what is secret is not. */
    static const char *const secretive[] = {
        "{\"app\":\"notes\",\"provider\":{\"kind\":\"token-exchange\",\"client_secret\":\"hunter2\"}}",
        "{\"app\":\"notes\",\"provider\":{\"kind\":\"token-exchange\",\"client_secret\":{\"hunter2\":\"hunter2\"}}}",
        "{\"app\":\"notes\",\"client_secret\":\"hunter2",
        "hunter2",
    };
    for (size_t index = 0; index < sizeof secretive / sizeof *secretive; index++) {
        EXPECT_RESULT(carryover_open_json(secretive[index], NULL, &session, &error), CARRYOVER_CONFIGURATION);
        EXPECT(strstr(carryover_error_message(error), "hunter2") == NULL);
        EXPECT(strstr(carryover_error_detail(error), "hunter2") == NULL);
        carryover_error_free(error);
    }
    EXPECT_RESULT(carryover_open_file("/nowhere/carryover.json", NULL, &session, &error), CARRYOVER_CONFIGURATION);
    EXPECT(strstr(carryover_error_message(error), "/nowhere/carryover.json") != NULL);
    carryover_error_free(error);
    EXPECT_RESULT(carryover_open_file("/", NULL, &session, NULL), CARRYOVER_CONFIGURATION);
    EXPECT_RESULT(carryover_open_file("/dev/zero", NULL, &session, NULL), CARRYOVER_CONFIGURATION);
    /* Nobody will ever write into this one. */
    char folder[] = "/tmp/carryover-XXXXXX", pipe[64];
    EXPECT(mkdtemp(folder) != NULL);
    snprintf(pipe, sizeof pipe, "%s/pipe", folder);
    EXPECT(mkfifo(pipe, 0600) == 0);
    alarm(20);
    EXPECT_RESULT(carryover_open_file(pipe, NULL, &session, NULL), CARRYOVER_CONFIGURATION);
    alarm(0);
    EXPECT(unlink(pipe) == 0 && rmdir(folder) == 0);
    EXPECT(session == NULL);
}

static void no_descriptors_left(void)
{
    carryover_close(open_session());
    struct rlimit before, none;
    EXPECT(getrlimit(RLIMIT_NOFILE, &before) == 0);
    none = before;
    none.rlim_cur = 0;
    EXPECT(setrlimit(RLIMIT_NOFILE, &none) == 0);
    carryover_session *session = NULL;
    EXPECT_RESULT(carryover_open_json(configuration, NULL, &session, NULL), CARRYOVER_NO_RESOURCES);
    EXPECT(setrlimit(RLIMIT_NOFILE, &before) == 0);
    carryover_close(open_session());
}

static int status_of_child(pid_t child)
{
    int status = 0;
    EXPECT(waitpid(child, &status, 0) == child);
    return status;
}

static void after_a_fork(void)
{
    carryover_session *session = open_session();
    carryover_error *error = NULL;
    EXPECT_RESULT(carryover_check_url(session, "https://other.example", &error), CARRYOVER_ORIGIN_NOT_ALLOWED);
    const pid_t child = fork();
    if (child == 0) {
        alarm(20);
        expect_refusal(session, CARRYOVER_FORKED);
        carryover_session *other = NULL;
        EXPECT_RESULT(carryover_open_json(configuration, NULL, &other, NULL), CARRYOVER_FORKED);
        EXPECT_RESULT(carryover_settle(-1, NULL), CARRYOVER_FORKED);
        EXPECT(carryover_error_code(error) == CARRYOVER_FORKED);
        EXPECT(strcmp(carryover_error_message(error), "") == 0);
        carryover_error_free(error);
        carryover_close(session);
        END_CHILD();
    }
    EXPECT(status_of_child(child) == 0);
    /* The parent goes on as if nothing had been. */
    EXPECT(carryover_error_code(error) == CARRYOVER_ORIGIN_NOT_ALLOWED);
    carryover_error_free(error);
    EXPECT_RESULT(carryover_start(session, 0, -1, NULL, NULL), CARRYOVER_SIGNED_OUT);
    carryover_close(session);
}

/* A library that nobody has used yet may be forked: servers load first and fork then. */
static void before_a_fork(void)
{
    EXPECT(carryover_version() != 0);
    const pid_t child = fork();
    if (child == 0) {
        alarm(20);
        carryover_session *session = open_session();
        EXPECT_RESULT(carryover_start(session, 0, -1, NULL, NULL), CARRYOVER_SIGNED_OUT);
        carryover_close(session);
        _exit(0);
    }
    EXPECT(status_of_child(child) == 0);
}

static void abort_where_asked_for(void)
{
    int pipes[2];
    EXPECT(pipe(pipes) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        setenv("CARRYOVER_DEBUG", "abort", 1);
        dup2(pipes[1], 2);
        carryover_session *session = open_session();
        carryover_close(session);
        char *token = NULL;
        carryover_token(session, 0, 0, &token, NULL);
        _exit(0);
    }
    close(pipes[1]);
    char text[256] = "";
    EXPECT(read(pipes[0], text, sizeof text - 1) > 0);
    close(pipes[0]);
    const int status = status_of_child(child);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    EXPECT(strncmp(text, "carryover: carryover_token", 26) == 0);
}

int main(int argc, char **argv)
{
    static const struct test tests[] = {
        /* Those that fork before anything is open come first. */
        {"before_a_fork", before_a_fork},
        {"abort_where_asked_for", abort_where_asked_for},
        {"versions_and_names", versions_and_names},
        {"null_everywhere", null_everywhere},
        {"wrong_handles", wrong_handles},
        {"freed_handles", freed_handles},
        {"texts_that_are_no_texts", texts_that_are_no_texts},
        {"numbers_out_of_range", numbers_out_of_range},
        {"wrong_configurations", wrong_configurations},
        {"no_descriptors_left", no_descriptors_left},
        {"after_a_fork", after_a_fork},
    };
    return run_tests(tests, sizeof tests / sizeof *tests, argc, argv);
}
