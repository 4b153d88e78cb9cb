/*
 * Finding and ending processes by descent: what a program started is found by its parents in /proc, whatever session or
 * group it moved to. A pid is never waited for by "any child", except where the caller says that all children are its own.
 */
#ifndef BECKON_PROCESS_TREE_H
#define BECKON_PROCESS_TREE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What /proc/PID/stat tells. `start_time` is in clock ticks since boot: with the pid it names a process for good. */
typedef struct process_facts {
    pid_t pid;
    pid_t parent;
    pid_t session;
    char state; /* 'Z': ended and not waited for */
    uint64_t start_time;
} process_facts;

/* Orphans among the descendants of this process become its children, not init's. 0 or a negative errno. */
int process_become_subreaper(void);

/* 0, or -1 where there is no such process. */
int process_read_facts(pid_t pid, process_facts *facts);

/* Sends `signal` to every living descendant of `root` (not to itself); returns how many there were. */
size_t process_signal_descendants(pid_t root, int signal);

/* Writes up to `capacity` pids of the descendants of `root`, ended ones included; returns how many. */
size_t process_list_descendants(pid_t root, pid_t *pids, size_t capacity);

/* Writes up to `capacity` pids of direct children of `root`, ended ones included; returns how many. */
size_t process_list_children(pid_t root, pid_t *pids, size_t capacity);

/* Writes up to `capacity` pids of all processes; returns how many. */
size_t process_list_all(pid_t *pids, size_t capacity);

/* 1 where the process was started with the environment entry `NAME=value`, else 0 (also where it may not be read). */
int process_has_environment(pid_t pid, const char *entry);

/* Sends `signal` only if the process still is the one that started at `start_time`. 1 if it was sent, else 0. */
int process_signal_exactly(pid_t pid, uint64_t start_time, int signal);

/*
 * Kills and waits for every descendant of this process, again and again until there is none. Every child of the process is
 * taken to be the caller's: only for a process that lives for its children, as an executor host does.
 */
void process_end_all_descendants(void);

/* A descriptor that polls readable when the process ends (close it), or a negative errno. */
int process_open_descriptor(pid_t pid);

#endif
