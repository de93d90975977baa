#ifndef RECORD_H
#define RECORD_H

#include <stddef.h>

/* A private folder, which is made, durably, where it is not there. */
int private_folder(const char *path);

/* Replaces a file whole; its name becomes durable with the next file that is saved in the folder. */
void save_name(int folder, const char *name, const void *content, size_t count);

/* Replaces a file whole: after a crash it holds the old content or the new one. */
void save_file(int folder, const char *name, const void *content, size_t count);

/* Reads a file that only its owner may read, and returns its length. */
size_t load_file(int folder, const char *name, void *content, size_t limit);

/* Removes a file, durably. */
void remove_file(int folder, const char *name);

/* A sealed record, and the key in another folder: AES-256-GCM, as the store does it. */
typedef struct {
    int folder, keys;
} Records;

Records open_records(const char *path);
void save_record(Records records, const char *text);
void load_record(Records records, char *text, size_t limit);

#endif
