#ifndef CARRYOVER_FORK_H
#define CARRYOVER_FORK_H

#include <stdint.h>

/*
 * Descriptors that a forked child must not keep: a lock is held until the last copy of its descriptor is closed, and a
 * child that outlives its parent would hold it for a dead one.
 *
 * In the child each of them is a descriptor of /dev/null from the first instruction on, so that nobody there closes
 * another file under its number. A child made by a plain clone keeps them. Any thread may call these.
 */

/* Notes a descriptor. Where there are too many at a time, the child keeps it. */
void carryover_fork_note(int32_t descriptor);

/* Forgets a descriptor; before it is closed. */
void carryover_fork_forget(int32_t descriptor);

#endif
