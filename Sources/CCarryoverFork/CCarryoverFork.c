#define _GNU_SOURCE
#include "carryover_fork.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

enum { MOST = 256 };

/* Each is a descriptor and one more, so that zero is an empty place. */
static _Atomic int32_t noted[MOST];
static pthread_once_t registered = PTHREAD_ONCE_INIT;

/* Only what a signal handler may do: other threads of the parent may have held any lock. */
static void forget_all_in_child(void)
{
    const int error = errno;
    int nothing = -1;
    for (size_t index = 0; index < MOST; index++) {
        const int32_t place = atomic_exchange(&noted[index], 0);
        if (place == 0) continue;
        if (nothing < 0) nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
        /* Where there is no such file, a number that is closed twice is the smaller evil. */
        if (nothing < 0 || dup3(nothing, place - 1, O_CLOEXEC) < 0) close(place - 1);
    }
    if (nothing >= 0) close(nothing);
    errno = error;
}

static void register_handler(void)
{
    pthread_atfork(NULL, NULL, forget_all_in_child);
}

void carryover_fork_note(int32_t descriptor)
{
    pthread_once(&registered, register_handler);
    for (size_t index = 0; index < MOST; index++) {
        int32_t none = 0;
        if (atomic_compare_exchange_strong(&noted[index], &none, descriptor + 1)) return;
    }
}

void carryover_fork_forget(int32_t descriptor)
{
    for (size_t index = 0; index < MOST; index++) {
        int32_t place = descriptor + 1;
        if (atomic_compare_exchange_strong(&noted[index], &place, 0)) return;
    }
}
