/* What Swift's own module of the C library leaves out. */
#include <sys/xattr.h>

/* Declared in stdio.h, but only for who defines _GNU_SOURCE before all else. */
int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned int flags);
