#ifndef CARRYOVER_PLATFORM_H
#define CARRYOVER_PLATFORM_H

/* What the Swift half of the library needs of Linux and cannot import. None of it is exported. */

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes this process the one that the library works in, once. False when it is the child of one that was.
 */
bool carryover_platform_claim(void);

/* Whether this process was forked off one that the library works in. Costs a load, takes no lock. */
bool carryover_platform_is_forked(void);

/* A text of its own for the caller, to be freed with carryover_free; NULL without memory. */
char *carryover_platform_copy(const void *bytes, size_t count);

/* A descriptor that becomes readable when it is raised, and is not any more when it is lowered; or -1. */
int carryover_platform_flag(void);
void carryover_platform_raise(int descriptor);
void carryover_platform_lower(int descriptor);

#endif
