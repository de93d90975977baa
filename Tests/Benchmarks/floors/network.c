/*
 * What a program in C on libcurl, libcrypto and POSIX needs for what the demo sends: as bare as it can be and still be
 * right. No configuration, no JSON but what strstr finds, no error that is not an end. It is linked with nothing that it
 * does not use; a session that is in a file needs no libsecret.
 *
 *     floor_network migrate FOLDER LEGACY URL    the whole migration: journal, exchange, store, read back, erase, revoke
 *     floor_network requests URL COUNT WIDTH     sends authenticated requests, so many at a time, and prints them per second
 */

#define _GNU_SOURCE
#include <curl/curl.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "record.h"
#include "text.h"

typedef struct {
    char text[16384];
    size_t count;
} Answer;

static size_t collect(char *data, size_t size, size_t count, void *context) {
    Answer *answer = context;
    if (answer->count + size * count >= sizeof answer->text) return 0;
    memcpy(answer->text + answer->count, data, size * count);
    answer->count += size * count;
    answer->text[answer->count] = 0;
    return size * count;
}

static void post(CURL *curl, const char *url, const char *form, Answer *answer) {
    long status = 0;
    answer->count = 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    check(code == CURLE_OK && status == 200, url);
}

/* The record of a migration that is under way, or done. */
static void note(Records records, const char *step, const char *session, const char *legacy) {
    char text[8192];
    snprintf(text, sizeof text, "{\"step\":\"%s\",\"session\":%s,\"legacy\":\"%s\"}", step, session, legacy);
    save_record(records, text);
}

static void migrate(const char *folder, const char *legacy_path, const char *url) {
    char legacy[8192], token[4096], spare[4096], form[8192], endpoint[512], back[16384];
    char directory[1024], name[1024];
    static Answer answer, farewell;
    snprintf(directory, sizeof directory, "%s", legacy_path);
    snprintf(name, sizeof name, "%s", legacy_path);
    int legacy_folder = open(dirname(directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    legacy[load_file(legacy_folder, basename(name), legacy, sizeof legacy - 1)] = 0;
    member(legacy, "access_token", token, sizeof token);
    member(legacy, "refresh_token", spare, sizeof spare);
    Records records = open_records(folder);
    int lock = openat(records.folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    check(flock(lock, LOCK_EX) == 0, "lock");
    /* Where the record is, is recorded before there is one: nothing else tells a lost keyring from none. */
    save_name(records.folder, "backend", "file\n", 5);
    note(records, "exchanging", "null", token);

    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL *curl = curl_easy_init();
    snprintf(endpoint, sizeof endpoint, "%s/token", url);
    snprintf(form, sizeof form,
             "grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type%%3Atoken-exchange&subject_token=%s"
             "&subject_token_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Atoken-type%%3Aaccess_token",
             token);
    post(curl, endpoint, form, &answer);

    note(records, "stored", answer.text, spare);
    load_record(records, back, sizeof back);
    check(strstr(back, answer.text) != NULL, "read back");
    remove_file(legacy_folder, basename(name));
    note(records, "revoking", answer.text, spare);

    snprintf(endpoint, sizeof endpoint, "%s/revoke", url);
    snprintf(form, sizeof form, "token=%s&token_type_hint=refresh_token&client_id=floor", spare);
    post(curl, endpoint, form, &farewell);
    note(records, "done", answer.text, "");
    puts("active");
}

/* A transfer whose answer is collected and then forgotten. */
static CURL *request(const char *url, struct curl_slist *fields, Answer *answer) {
    CURL *curl = curl_easy_init();
    answer->count = 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, answer);
    return curl;
}

static void send_requests(const char *url, long count, int width) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct curl_slist *fields = curl_slist_append(NULL, "Authorization: Bearer at.0.0");
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)width + 4);
    Answer *answers = calloc((size_t)width, sizeof *answers);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    long begun = 0, done = 0;
    for (; begun < width && begun < count; begun++) {
        curl_multi_add_handle(multi, request(url, fields, &answers[begun]));
    }
    while (done < count) {
        int running, left;
        curl_multi_perform(multi, &running);
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left))) {
            long status = 0;
            Answer *answer;
            CURL *curl = message->easy_handle;
            curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
            curl_easy_getinfo(curl, CURLINFO_PRIVATE, &answer);
            check(message->data.result == CURLE_OK && status == 200, url);
            curl_multi_remove_handle(multi, curl);
            curl_easy_cleanup(curl);
            done++;
            if (begun++ < count) curl_multi_add_handle(multi, request(url, fields, answer));
        }
        if (done < count) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("requests_per_second %.1f\n", (double)count / seconds);
}

int main(int count, char **arguments) {
    const char *command = count > 1 ? arguments[1] : "";
    if (count == 5 && !strcmp(command, "migrate")) migrate(arguments[2], arguments[3], arguments[4]);
    else if (count == 5 && !strcmp(command, "requests")) {
        send_requests(arguments[2], strtol(arguments[3], NULL, 10), atoi(arguments[4]));
    } else {
        fprintf(stderr, "usage: see the head of the source\n");
        return 2;
    }
    return 0;
}
