#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

/* A session as all programs store it. */
extern const char stored[];

/* Ends the program where something is not as it must be. */
void check(int is_fine, const char *what);

/* The text of a member of a JSON object, as far as a text without escapes goes. */
void member(const char *json, const char *name, char *value, size_t limit);

/* Prints the access token of a stored session that has not expired. */
void print_token(const char *record);

#endif
