// Kills the process that preloads it (LD_PRELOAD) as it enters its n-th step: a call that makes something durable, or that tells
// somebody something. Counted over all threads, so that with n = 1, 2, 3... each step of a piece of work is the last one once; a
// tracer's injection counts each thread for itself.
//
// BECKON_CRASH_POINT names a file of two numbers (64 bits, as the machine has them) that is shared with the test: at which step to
// die, 0 for never; and how many steps there were. The test may write both at any time.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static struct crash_point {
    _Atomic int64_t last_step;
    _Atomic int64_t steps;
} *point;

__attribute__((constructor)) static void open_crash_point(void) {
    const char *path = getenv("BECKON_CRASH_POINT");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *memory = mmap(NULL, sizeof(struct crash_point), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) point = memory;
    // Executor hosts and instructions die of what they do themselves.
    unsetenv("BECKON_CRASH_POINT");
    unsetenv("LD_PRELOAD");
}

static void step(void) {
    if (!point) return;
    int64_t number = atomic_fetch_add(&point->steps, 1) + 1;
    if (number == atomic_load(&point->last_step)) kill(getpid(), SIGKILL);
}

#define STEP(result, name, parameters, arguments)                             \
    result name parameters {                                                  \
        static result(*_Atomic next) parameters;                              \
        if (!next) next = (result(*) parameters)dlsym(RTLD_NEXT, #name);      \
        step();                                                               \
        return next arguments;                                                \
    }

STEP(int, fsync, (int fd), (fd))
STEP(int, fdatasync, (int fd), (fd))
STEP(int, rename, (const char *from, const char *to), (from, to))
STEP(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
STEP(int, unlink, (const char *path), (path))
STEP(int, ftruncate, (int fd, off_t length), (fd, length))
STEP(int, ftruncate64, (int fd, off64_t length), (fd, length))
STEP(ssize_t, write, (int fd, const void *octets, size_t count), (fd, octets, count))
STEP(ssize_t, pwrite, (int fd, const void *octets, size_t count, off_t at), (fd, octets, count, at))
STEP(ssize_t, pwrite64, (int fd, const void *octets, size_t count, off64_t at), (fd, octets, count, at))
STEP(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
STEP(ssize_t, send, (int fd, const void *octets, size_t count, int flags), (fd, octets, count, flags))
STEP(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
