#define _GNU_SOURCE
#include "carryover_platform.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The kernel empties this page in a child, however that was forked. It is asked rather than pthread_atfork, which a
 * plain clone passes by, and rather than getpid, which is a system call.
 */
static _Atomic(unsigned char *) mark;
static pid_t owner;
static pthread_once_t claimed = PTHREAD_ONCE_INIT;
static unsigned char no_page;

static void claim(void)
{
    const long size = sysconf(_SC_PAGESIZE);
    unsigned char *page = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    owner = getpid();
    if (page != MAP_FAILED && madvise(page, (size_t)size, MADV_WIPEONFORK) != 0) {
        munmap(page, (size_t)size);
        page = MAP_FAILED;
    }
    if (page == MAP_FAILED) {
        atomic_store(&mark, &no_page);
        return;
    }
    *page = 1;
    atomic_store(&mark, page);
}

bool carryover_platform_claim(void)
{
    if (carryover_platform_is_forked()) return false;
    pthread_once(&claimed, claim);
    return true;
}

bool carryover_platform_is_forked(void)
{
    const unsigned char *page = atomic_load_explicit(&mark, memory_order_acquire);
    if (page == NULL) return false;
    return page == &no_page ? getpid() != owner : *page == 0;
}

char *carryover_platform_copy(const void *bytes, size_t count)
{
    char *text = malloc(count + 1);
    if (text == NULL) return NULL;
    if (count > 0) memcpy(text, bytes, count);
    text[count] = '\0';
    return text;
}

int carryover_platform_flag(void)
{
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void carryover_platform_raise(int descriptor)
{
    const uint64_t one = 1;
    const ssize_t ignored = write(descriptor, &one, sizeof one);
    (void)ignored;
}

void carryover_platform_lower(int descriptor)
{
    uint64_t count;
    const ssize_t ignored = read(descriptor, &count, sizeof count);
    (void)ignored;
}
