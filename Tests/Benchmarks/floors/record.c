#define _GNU_SOURCE
#include "record.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

enum { key_count = 32, nonce_count = 12, tag_count = 16, overhead = nonce_count + tag_count };

int private_folder(const char *path) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) {
        char parent[1024];
        snprintf(parent, sizeof parent, "%s/..", path);
        check(mkdir(path, 0700) == 0, path);
        int above = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        check(above >= 0 && fsync(above) == 0, parent);
        close(above);
        folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    struct stat status;
    check(folder >= 0 && fstat(folder, &status) == 0, path);
    check(status.st_uid == geteuid() && !(status.st_mode & 077), path);
    return folder;
}

void save_name(int folder, const char *name, const void *content, size_t count) {
    char temporary[256];
    snprintf(temporary, sizeof temporary, ".%s.tmp", name);
    int file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    check(file >= 0 && write(file, content, count) == (ssize_t)count && fsync(file) == 0, name);
    close(file);
    check(renameat(folder, temporary, folder, name) == 0, name);
}

void save_file(int folder, const char *name, const void *content, size_t count) {
    save_name(folder, name, content, count);
    check(fsync(folder) == 0, name);
}

size_t load_file(int folder, const char *name, void *content, size_t limit) {
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    check(file >= 0 && fstat(file, &status) == 0, name);
    check(S_ISREG(status.st_mode) && status.st_uid == geteuid() && !(status.st_mode & 077), name);
    ssize_t count = read(file, content, limit);
    check(count >= 0, name);
    close(file);
    return (size_t)count;
}

void remove_file(int folder, const char *name) {
    check(unlinkat(folder, name, 0) == 0 && fsync(folder) == 0, name);
}

Records open_records(const char *path) {
    char keys[1024];
    snprintf(keys, sizeof keys, "%s/keys", path);
    return (Records){private_folder(path), private_folder(keys)};
}

static void key_of(Records records, unsigned char *key, int may_make) {
    if (may_make && faccessat(records.keys, "key", F_OK, 0) != 0) {
        check(getrandom(key, key_count, 0) == key_count, "getrandom");
        save_file(records.keys, "key", key, key_count);
    } else {
        check(load_file(records.keys, "key", key, key_count) == key_count, "key");
    }
}

void save_record(Records records, const char *text) {
    unsigned char key[key_count], sealed[16384];
    int count = 0, more = 0, length = (int)strlen(text);
    check((size_t)length + overhead <= sizeof sealed, "too long");
    key_of(records, key, 1);
    check(getrandom(sealed, nonce_count, 0) == nonce_count, "getrandom");
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    check(EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, sealed) &&
              EVP_EncryptUpdate(context, sealed + overhead, &count, (const unsigned char *)text, length) &&
              EVP_EncryptFinal_ex(context, sealed + overhead + count, &more) &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, tag_count, sealed + nonce_count),
          "encrypt");
    EVP_CIPHER_CTX_free(context);
    explicit_bzero(key, sizeof key);
    save_file(records.folder, "record", sealed, (size_t)count + overhead);
}

void load_record(Records records, char *text, size_t limit) {
    unsigned char key[key_count], sealed[16384];
    int count = 0, more = 0;
    size_t length = load_file(records.folder, "record", sealed, sizeof sealed);
    check(length > overhead && length - overhead < limit, "record");
    key_of(records, key, 0);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    check(EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, sealed) &&
              EVP_DecryptUpdate(context, (unsigned char *)text, &count, sealed + overhead,
                                (int)(length - overhead)) &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, tag_count, sealed + nonce_count) &&
              EVP_DecryptFinal_ex(context, (unsigned char *)text + count, &more) > 0,
          "decrypt");
    EVP_CIPHER_CTX_free(context);
    explicit_bzero(key, sizeof key);
    text[count] = 0;
}
