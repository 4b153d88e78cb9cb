#define _GNU_SOURCE
#include "process_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int process_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : -errno; }

int process_open_descriptor(pid_t pid) {
    int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
    return descriptor >= 0 ? descriptor : -errno;
}

/* Reads a file of /proc whole, NUL-terminated; NULL where it cannot be read. The caller frees it. */
static char *read_file(const char *path, size_t limit, size_t *length) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return NULL;
    size_t capacity = 4096, used = 0;
    char *bytes = malloc(capacity + 1);
    while (bytes) {
        ssize_t got = read(file, bytes + used, capacity - used);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        used += (size_t)got;
        if (used < capacity) continue;
        if (capacity >= limit) break;
        capacity *= 2;
        char *larger = realloc(bytes, capacity + 1);
        if (!larger) break;
        bytes = larger;
    }
    (void)close(file);
    if (!bytes) return NULL;
    bytes[used] = 0;
    *length = used;
    return bytes;
}

int process_read_facts(pid_t pid, process_facts *facts) {
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    size_t length = 0;
    char *text = read_file(path, 4096, &length);
    if (!text) return -1;
    /* The program's name is in parentheses and may hold anything, parentheses too: the fields begin after the last one. */
    char *fields = strrchr(text, ')');
    int parent = 0, session = 0;
    unsigned long long start = 0;
    char state = 0;
    int found = fields == NULL ? 0
                               : sscanf(fields + 1,
                                        " %c %d %*d %d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
                                        &state, &parent, &session, &start);
    free(text);
    if (found != 4) return -1;
    *facts = (process_facts){.pid = pid, .parent = parent, .session = session, .state = state, .start_time = start};
    return 0;
}

/* Appends the pids in a `children` file. */
static size_t append_children(const char *path, pid_t *pids, size_t count, size_t capacity) {
    size_t length = 0;
    char *text = read_file(path, 1 << 20, &length);
    if (!text) return count;
    for (char *next = text; count < capacity;) {
        char *end = NULL;
        long pid = strtol(next, &end, 10);
        if (end == next) break;
        pids[count++] = (pid_t)pid;
        next = end;
    }
    free(text);
    return count;
}

/* Children are listed by the thread that started them. */
static size_t append_children_of(pid_t root, pid_t *pids, size_t count, size_t capacity) {
    char path[128];
    (void)snprintf(path, sizeof path, "/proc/%d/task", (int)root);
    DIR *threads = opendir(path);
    if (!threads) return count;
    for (struct dirent *entry; (entry = readdir(threads)) && count < capacity;) {
        if (entry->d_name[0] == '.') continue;
        (void)snprintf(path, sizeof path, "/proc/%d/task/%.20s/children", (int)root, entry->d_name);
        count = append_children(path, pids, count, capacity);
    }
    (void)closedir(threads);
    return count;
}

size_t process_list_children(pid_t root, pid_t *pids, size_t capacity) {
    return append_children_of(root, pids, 0, capacity);
}

size_t process_list_descendants(pid_t root, pid_t *pids, size_t capacity) {
    size_t count = append_children_of(root, pids, 0, capacity);
    for (size_t next = 0; next < count; next++) count = append_children_of(pids[next], pids, count, capacity);
    return count;
}

enum { TREE_LIMIT = 65536 };

size_t process_signal_descendants(pid_t root, int signal) {
    pid_t *pids = malloc(TREE_LIMIT * sizeof *pids);
    if (!pids) return 0;
    size_t count = process_list_descendants(root, pids, TREE_LIMIT), alive = 0;
    for (size_t i = 0; i < count; i++) {
        process_facts facts;
        if (process_read_facts(pids[i], &facts) != 0 || facts.state == 'Z') continue;
        if (kill(pids[i], signal) == 0) alive++;
    }
    free(pids);
    return alive;
}

size_t process_list_all(pid_t *pids, size_t capacity) {
    DIR *processes = opendir("/proc");
    if (!processes) return 0;
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(processes)) && count < capacity;) {
        char *end = NULL;
        long pid = strtol(entry->d_name, &end, 10);
        if (pid > 0 && *end == 0) pids[count++] = (pid_t)pid;
    }
    (void)closedir(processes);
    return count;
}

int process_has_environment(pid_t pid, const char *entry) {
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
    size_t length = 0;
    char *text = read_file(path, 4 << 20, &length);
    if (!text) return 0;
    int found = 0;
    for (char *next = text; next < text + length && !found; next += strlen(next) + 1) found = strcmp(next, entry) == 0;
    free(text);
    return found;
}

int process_signal_exactly(pid_t pid, uint64_t start_time, int signal) {
    /* The descriptor holds on to whatever process has the pid now; then its start time says whether it is the one meant. */
    int descriptor = process_open_descriptor(pid);
    if (descriptor < 0) return 0;
    process_facts facts;
    int sent = process_read_facts(pid, &facts) == 0 && facts.start_time == start_time
        && syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0) == 0;
    (void)close(descriptor);
    return sent;
}

void process_end_all_descendants(void) {
    siginfo_t ended;
    /* One system call tells that there is nothing to do, as after most instructions. */
    while (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0) {
        (void)process_signal_descendants(getpid(), SIGKILL);
        /* Blocks for one, then takes all that have ended. Orphans of those become our children and are met in the next round. */
        if (waitpid(-1, NULL, 0) < 0 && errno == ECHILD) return;
        while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    }
}
