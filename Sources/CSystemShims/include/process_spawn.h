/*
 * Starting a child with what Swift's Glibc module and posix_spawn lack: a user, a session, a directory, and a clear answer
 * about which step failed.
 */
#ifndef BECKON_PROCESS_SPAWN_H
#define BECKON_PROCESS_SPAWN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The step of a spawn that failed. */
#define PROCESS_SPAWN_FORK 1
#define PROCESS_SPAWN_DESCRIPTORS 2
#define PROCESS_SPAWN_USER 3
#define PROCESS_SPAWN_DIRECTORY 4
#define PROCESS_SPAWN_EXEC 5

typedef struct process_spawn_request {
    const char *const *paths; /* candidates for the program, tried in order while they do not exist; NULL at the end */
    char *const *arguments;   /* argv, NULL at the end */
    char *const *environment; /* envp, NULL at the end */
    const char *directory;    /* may be NULL: that of the caller */
    int descriptors[4];       /* become 0, 1, 2 and 3 of the child; the last may be -1 (none). All others are closed */
    int new_session;          /* 1: setsid; 0: a process group of its own */
    int change_user;          /* 1: the four below are applied, in this order: groups, gid, uid */
    const gid_t *groups;
    size_t group_count;
    gid_t gid;
    uid_t uid;
} process_spawn_request;

/*
 * Starts the child and returns its pid once the program runs in it, or a negative errno; then `*failed_step` says where.
 * Signals are at their defaults in the child and its umask is 022. Safe in a process with many threads.
 */
pid_t process_spawn(const process_spawn_request *request, int *failed_step);

/* Opens a pipe whose ends no other child gets: reading, writing. 0 or a negative errno. */
int process_open_pipe(int ends[2]);

/* A descriptor that polls readable once eight octets that are a number above 0 were written to it, or a negative errno. */
int process_open_event(void);

/* A signal's name without its "SIG", or NULL where it has none. Not to be freed. */
const char *process_signal_name(int signal);

#endif
