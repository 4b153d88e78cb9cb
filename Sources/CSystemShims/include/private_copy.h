/* A copy of a file in memory that nobody else can change. */
#ifndef BECKON_PRIVATE_COPY_H
#define BECKON_PRIVATE_COPY_H

#include <stddef.h>

/*
 * Copies the regular file at `path`, of at most `limit` bytes, to memory and returns a descriptor of the copy (close it), or a
 * negative errno: -EFBIG where it is larger, -EINVAL where it is not a regular file.
 */
int private_copy_open(const char *path, size_t limit);

#endif
