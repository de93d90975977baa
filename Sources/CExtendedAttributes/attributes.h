/* The one part of the C library that Swift's own module of it leaves out. */
#include <sys/xattr.h>
