// Tells the thread sanitizer what the Swift runtime puts in order.
//
// Synchronization.Mutex and the continuations of Swift's tasks work in libraries that were not built for the sanitizer.
// Whoever gets a mutex after a wait, or finds a continuation resumed before it was awaited, seems to come from nowhere,
// and every access that is ordered by it looks like a race: ten lines that lock one mutex from many threads are reported.
// This library is loaded before those, passes their functions on and says who comes after whom. Nothing is suppressed by
// it: a race beside a lock is reported as before.
//
// The names are those of swift-6.x on Linux. Where they change, nothing is told, and the sanitizer complains too much
// again, which is the safe way to be wrong.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define ASYNC __attribute__((swiftasynccall))
#define CONTEXT __attribute__((swift_async_context))

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

// Mutexes.

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF void *mutex) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF void *mutex) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
    SWIFT void (*next)(uint32_t, SELF void *) = dlsym(RTLD_NEXT, LOCK);
    next(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT bool try_lock_slow(SELF void *mutex) {
    SWIFT bool (*next)(SELF void *) = dlsym(RTLD_NEXT, TRY_LOCK);
    bool taken = next(mutex);
    if (taken && __tsan_acquire) __tsan_acquire(mutex);
    return taken;
}

SWIFT void unlock_slow(SELF void *mutex) {
    SWIFT void (*next)(SELF void *) = dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(mutex);
    next(mutex);
}

// Continuations: what comes before the resuming comes before what follows the await. The runtime says so itself where the
// task was suspended meanwhile, and only there.

typedef ASYNC void (*Resumption)(CONTEXT void *context);

/// The beginning of every asynchronous context.
struct context {
    struct context *parent;
    Resumption resume;
};

extern SWIFT void *swift_task_getCurrent(void);

#define PASS_ON(name, parameters, arguments)                                     \
    SWIFT void name parameters {                                                 \
        SWIFT void(*next) parameters = dlsym(RTLD_NEXT, #name);                  \
        if (__tsan_release) __tsan_release(task);                                \
        next arguments;                                                          \
    }
PASS_ON(swift_continuation_resume, (void *task), (task))
PASS_ON(swift_continuation_throwingResume, (void *task), (task))
PASS_ON(swift_continuation_throwingResumeWithError, (void *task, void *error), (task, error))

// A task goes on in one of these, which then goes on where it was to go on: one for each place in the program that awaits
// a continuation. Whether it is resumed already cannot be told before, and there is nothing after.

enum { PLACES = 512 };
static _Atomic(Resumption) resumptions[PLACES];

#define PLACE(number)                                                            \
    static ASYNC void resumed_##number(CONTEXT void *context) {                  \
        if (__tsan_acquire) __tsan_acquire(swift_task_getCurrent());             \
        Resumption next = atomic_load(&resumptions[0##number]);                  \
        __attribute__((musttail)) return next(context);                          \
    }
#define NAME(number) resumed_##number,
// In octal.
#define EIGHT(each, digits) \
    each(digits##0) each(digits##1) each(digits##2) each(digits##3) \
    each(digits##4) each(digits##5) each(digits##6) each(digits##7)
#define SIXTY_FOUR(each, digits) \
    EIGHT(each, digits##0) EIGHT(each, digits##1) EIGHT(each, digits##2) EIGHT(each, digits##3) \
    EIGHT(each, digits##4) EIGHT(each, digits##5) EIGHT(each, digits##6) EIGHT(each, digits##7)
#define ALL(each) \
    SIXTY_FOUR(each, 0) SIXTY_FOUR(each, 1) SIXTY_FOUR(each, 2) SIXTY_FOUR(each, 3) \
    SIXTY_FOUR(each, 4) SIXTY_FOUR(each, 5) SIXTY_FOUR(each, 6) SIXTY_FOUR(each, 7)
ALL(PLACE)
static const Resumption places[PLACES] = {ALL(NAME)};

/// Where a task goes on that is to go on at `resume`; the same where there are too many.
static Resumption place_of(Resumption resume) {
    for (int number = 0; number < PLACES; number++) {
        Resumption known = NULL;
        if (atomic_compare_exchange_strong(&resumptions[number], &known, resume) || known == resume) return places[number];
    }
    return resume;
}

ASYNC void swift_continuation_await(struct context *context) {
    ASYNC void (*next)(struct context *) = dlsym(RTLD_NEXT, "swift_continuation_await");
    context->resume = place_of(context->resume);
    __attribute__((musttail)) return next(context);
}
