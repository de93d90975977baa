/*
 * Goes through every function of the shim once, for the sanitizers; what it is answered does not matter here.
 *
 *     cc -fsanitize=address,undefined -I Sources/CCarryoverSecret/include \
 *         Sources/CCarryoverSecret/\*.c Tests/SecretService/shim.c -o shim && ASAN_OPTIONS=detect_leaks=0 ./shim
 */

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "carryover_secret.h"

static const char bus_name[] = "org.freedesktop.secrets";

static void tell(const char *call, bool is_done, const carryover_secret_error *error) {
    if (is_done)
        printf("%s: done\n", call);
    else
        printf("%s: %d/%d %s\n", call, error->domain, error->code, error->message);
}

static void *cancel_soon(void *cancellation) {
    usleep(100000);
    carryover_secret_cancellation_cancel(cancellation);
    return NULL;
}

static void look_at_own(carryover_secret_service *service, carryover_secret_cancellation *cancellation) {
    carryover_secret_error error = {0};
    const carryover_secret_attributes attributes = {"com.example.shim", "session", "0", NULL};
    tell("store",
         carryover_secret_store(service, &attributes, "Shim", "content", 7, cancellation, &error), &error);
    printf("single: %d\n", carryover_secret_is_single(service, &attributes, cancellation));
    /* At no place that is known, at one where nothing is, and at the right one. */
    char path[256] = "";
    for (int time = 0; time < 3; time++) {
        carryover_secret_value *value =
            carryover_secret_load_single(service, &attributes, time == 0 ? NULL : path, cancellation);
        if (!value) continue;
        size_t count = 0;
        const void *bytes = carryover_secret_value_bytes(value, &count);
        printf("short way: %d\n", count == 7 && !memcmp(bytes, "content", 7));
        snprintf(path, sizeof path, "%s%s", carryover_secret_value_path(value), time == 0 ? "0" : "");
        carryover_secret_value_free(value);
    }
    if (path[0])
        printf("replaced: %d\n", carryover_secret_replace_single(service, path, "content", 7, cancellation));
    printf("replaced nothing: %d\n",
           carryover_secret_replace_single(service, "/org/freedesktop/secrets/nowhere", "content", 7, cancellation));
    carryover_secret_items *items = carryover_secret_search(service, &attributes, cancellation, &error);
    tell("search", items != NULL, &error);
    if (!items) return;
    for (size_t index = 0; index < carryover_secret_items_count(items); index++) {
        const void *bytes = NULL;
        size_t count = 0;
        printf("item of %llu, locked: %d\n", (unsigned long long)carryover_secret_item_modified(items, index),
               carryover_secret_item_is_locked(items, index));
        tell("unlock", carryover_secret_item_unlock(items, index, cancellation, &error), &error);
        for (int time = 0; time < 2; time++)
            tell("load",
                 carryover_secret_item_load(items, index, &bytes, &count, cancellation, &error)
                     && count == 7 && !memcmp(bytes, "content", 7),
                 &error);
    }
    carryover_secret_items_free(items);
}

static void look_as_foreigner(carryover_secret_service *service, carryover_secret_cancellation *cancellation) {
    carryover_secret_error error = {0};
    const char *names[] = {"application"}, *values[] = {"com.example.shim"};
    carryover_secret_items *items =
        carryover_secret_search_foreign(service, names, values, 1, cancellation, &error);
    tell("foreign search", items != NULL, &error);
    if (!items) return;
    for (size_t index = 0; index < carryover_secret_items_count(items); index++) {
        const void *bytes = NULL;
        size_t count = 0;
        tell("foreign load", carryover_secret_item_load(items, index, &bytes, &count, cancellation, &error), &error);
        tell("foreign replace", carryover_secret_item_replace(items, index, "other", 5, cancellation, &error),
             &error);
        tell("foreign remove", carryover_secret_item_delete(items, index, cancellation, &error), &error);
    }
    carryover_secret_items_free(items);
}

int main(void) {
    carryover_secret_error error = {0};
    const char *complaint = carryover_secret_load();
    if (complaint) {
        printf("%s\n", complaint);
        return 1;
    }
    for (int patience = 0; patience <= 300; patience += 300) {
        carryover_secret_cancellation *cancellation = carryover_secret_cancellation_new();
        uint32_t process = 0;
        tell("bus", carryover_secret_reach_bus(cancellation, &error), &error);
        tell("ping", carryover_secret_ping(bus_name, 500, cancellation, &error), &error);
        tell("process", carryover_secret_provider_process(bus_name, &process, cancellation, &error), &error);
        printf("wallet: %d\n", carryover_secret_wallet(bus_name, cancellation));
        carryover_secret_service *service = carryover_secret_open(bus_name, cancellation, &error);
        tell("open", service != NULL, &error);
        if (service) {
            const char *algorithm = carryover_secret_session_algorithm(service);
            printf("algorithm: %s\n", algorithm ? algorithm : "none");
            carryover_secret_set_prompt_deadline(service, patience);
            printf("collection: %d\n",
                   carryover_secret_default_collection(service, cancellation, &error));
            tell("unlock collection",
                 carryover_secret_unlock_default_collection(service, cancellation, &error), &error);
            look_at_own(service, cancellation);
            printf("prompted: %d\n", carryover_secret_has_prompted(service));
            look_as_foreigner(service, cancellation);
            /* Longer than anything here takes, but for a prompt that nobody answers. */
            carryover_secret_set_prompt_deadline(service, patience * 100);
            pthread_t thread;
            pthread_create(&thread, NULL, cancel_soon, cancellation);
            tell("unlock, cancelled",
                 carryover_secret_unlock_default_collection(service, cancellation, &error), &error);
            pthread_join(thread, NULL);
            carryover_secret_close(service);
        }
        carryover_secret_cancellation_free(cancellation);
    }
    return 0;
}
