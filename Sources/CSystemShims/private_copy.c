#define _GNU_SOURCE
#include "private_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

static int create_memory_file(void) {
    /* Kernels from 6.3 want to be told that the copy will be mapped executable; older ones do not know the flag. */
    int file = memfd_create("beckon-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    if (file < 0 && errno == EINVAL) file = memfd_create("beckon-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return file;
}

/* 0 or a negative errno. */
static int copy_all(int from, int to, size_t limit) {
    char buffer[65536];
    size_t total = 0;
    for (;;) {
        ssize_t got = read(from, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -errno;
        if (got == 0) return 0;
        total += (size_t)got;
        if (total > limit) return -EFBIG;
        for (ssize_t put = 0; put < got;) {
            ssize_t wrote = write(to, buffer + put, (size_t)(got - put));
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0) return -errno;
            put += wrote;
        }
    }
}

int private_copy_open(const char *path, size_t limit) {
    /* O_NONBLOCK: a FIFO must not hold us up; it is refused below. */
    int source = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (source < 0) return -errno;
    struct stat status;
    int copy = -1, result;
    if (fstat(source, &status) != 0) result = -errno;
    else if (!S_ISREG(status.st_mode)) result = -EINVAL;
    else if ((copy = create_memory_file()) < 0) result = -errno;
    else if ((result = copy_all(source, copy, limit)) == 0)
        (void)fcntl(copy, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    (void)close(source);
    if (result != 0 && copy >= 0) (void)close(copy);
    return result == 0 ? copy : result;
}
