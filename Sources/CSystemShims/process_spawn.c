#define _GNU_SOURCE
#include "process_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the child says why it could not become the program: memory that both see, as the parent sleeps until it is read. */
typedef volatile struct failure {
    int step;
    int error;
} failure;

/* Between fork and exec only async-signal-safe calls are allowed: other threads may hold any lock. */
__attribute__((noreturn)) static void fail(failure *report, int step) {
    report->error = errno;
    report->step = step;
    _exit(127);
}

static void default_signals(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int signal = 1; signal < NSIG; signal++) (void)sigaction(signal, &action, NULL);
    sigset_t none;
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Moves every descriptor above those it will become first, so that none overwrites another. */
static void place_descriptors(const int descriptors[4], failure *report) {
    int moved[4];
    for (int i = 0; i < 4; i++) {
        moved[i] = descriptors[i] < 0 ? -1 : fcntl(descriptors[i], F_DUPFD_CLOEXEC, 10);
        if (descriptors[i] >= 0 && moved[i] < 0) fail(report, PROCESS_SPAWN_DESCRIPTORS);
    }
    for (int i = 0; i < 4; i++)
        if (moved[i] >= 0 && dup2(moved[i], i) < 0) fail(report, PROCESS_SPAWN_DESCRIPTORS);
    /* What a library opened without O_CLOEXEC must not reach the child either. */
    unsigned int first = moved[3] < 0 ? 3 : 4;
    (void)syscall(SYS_close_range, first, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
}

/* The system calls themselves: glibc's wrappers would signal threads that this process does not have. */
static void change_user(const process_spawn_request *request, failure *report) {
    if (syscall(SYS_setgroups, request->group_count, request->groups) != 0) fail(report, PROCESS_SPAWN_USER);
    if (syscall(SYS_setresgid, request->gid, request->gid, request->gid) != 0) fail(report, PROCESS_SPAWN_USER);
    if (syscall(SYS_setresuid, request->uid, request->uid, request->uid) != 0) fail(report, PROCESS_SPAWN_USER);
}

__attribute__((noreturn)) static void become_program(const process_spawn_request *request, failure *report) {
    default_signals();
    place_descriptors(request->descriptors, report);
    if (request->new_session) (void)setsid();
    else (void)setpgid(0, 0);
    (void)umask(022);
    if (request->change_user) change_user(request, report);
    /* After the user: who may not enter a directory is not let in. */
    if (request->directory && chdir(request->directory) != 0) fail(report, PROCESS_SPAWN_DIRECTORY);

    int refused = 0;
    for (const char *const *path = request->paths; *path; path++) {
        (void)execve(*path, request->arguments, request->environment);
        if (errno == EACCES) refused = 1;
        else if (errno != ENOENT && errno != ENOTDIR) break;
    }
    if (refused && (errno == ENOENT || errno == ENOTDIR)) errno = EACCES;
    fail(report, PROCESS_SPAWN_EXEC);
}

pid_t process_spawn(const process_spawn_request *request, int *failed_step) {
    failure own = {0, 0}, *report = &own;
    *failed_step = PROCESS_SPAWN_FORK;
    if (request->change_user) {
        report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (report == MAP_FAILED) return -errno;
    }

    /* No handler of this process may run in the child, where it would see this process's memory. */
    sigset_t all, before;
    sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    /*
     * vfork is several times cheaper, but a child with another user's rights must not share memory with this process. Both
     * return here when the program runs in the child, or the child has ended.
     */
    pid_t pid = request->change_user ? (pid_t)syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0) : vfork();
    if (pid == 0) become_program(request, report);
    int result = pid < 0 ? -errno : pid;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);

    if (pid > 0 && report->step != 0) {
        siginfo_t ignored;
        while (waitid(P_PID, (id_t)pid, &ignored, WEXITED) != 0 && errno == EINTR) continue;
        *failed_step = report->step;
        result = -report->error;
    }
    if (report != &own) (void)munmap((void *)report, sizeof *report);
    return result;
}

int process_open_event(void) {
    int event = eventfd(0, EFD_CLOEXEC);
    return event >= 0 ? event : -errno;
}

int process_open_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }

const char *process_signal_name(int signal) { return sigabbrev_np(signal); }
