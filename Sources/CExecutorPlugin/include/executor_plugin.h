/*
 * executor_plugin.h, version 1: the contract between a Beckon executor plugin and the executor host that loads it.
 * This header is the document. docs/plugin-abi.md tells the same as a walk-through, with examples.
 *
 * A plugin is a shared object that exports one symbol, `executor_plugin_v1`. The host (a child process of the agent, one
 * per plugin and instruction under way) loads it with dlopen(RTLD_NOW | RTLD_LOCAL), calls the entry once, and registers
 * the executors that the returned table names. It is never unloaded: the process ends instead.
 *
 * Rules that hold everywhere below
 * - Only C types cross this boundary. Every string is UTF-8. A `const char *` ends with a NUL; bytes come with a length.
 * - "Never NULL" and "may be NULL" are part of the contract; the host refuses a plugin that breaks it.
 * - What the plugin hands to a callback is copied before the callback returns; the plugin keeps it and frees it.
 * - What the host hands to `run` is valid until `run` returns, and belongs to the host.
 * - One instruction at a time: `run` is never called while another `run` of the same process has not returned.
 * - When `run` has returned the host kills every process that descends from it, daemonised ones too.
 */
#ifndef EXECUTOR_PLUGIN_H
#define EXECUTOR_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The `abi` argument of the entry and the `abi` member of the table. */
#define EXECUTOR_PLUGIN_ABI_V1 1u

/* Bounds. A host refuses a plugin (at registration) or an outcome (at the end of a run) beyond them. */
#define EXECUTOR_NAME_MAX 32u             /* bytes of an executor's name: [a-z][a-z0-9-]{0,31} */
#define EXECUTOR_VERSION_MAX 64u          /* bytes of a version */
#define EXECUTOR_TEXT_MAX 1024u           /* bytes of a summary, a note or a message */
#define EXECUTOR_SCHEMA_MAX 65536u        /* bytes of one JSON Schema */
#define EXECUTOR_RESULT_MAX 262144u       /* bytes of a result's JSON */
#define EXECUTOR_COUNT_MAX 64u            /* executors of one plugin */

/* Streams of `output`. */
#define EXECUTOR_STDOUT 1u
#define EXECUTOR_STDERR 2u

/* How an instruction ended, as the executor saw it. */
#define EXECUTOR_SUCCEEDED 0u
#define EXECUTOR_FAILED 1u
#define EXECUTOR_CANCELLED 2u /* stopped because it was asked to, by `is_cancelled` or `on_cancel` */
#define EXECUTOR_REJECTED 3u  /* nothing was done: the parameters cannot be satisfied on this machine */

/* What `finish` hands over. */
typedef struct executor_outcome_v1 {
    uint32_t outcome;           /* one of EXECUTOR_SUCCEEDED … EXECUTOR_REJECTED */
    int32_t has_exit_code;      /* 0: `exit_code` says nothing */
    int32_t exit_code;
    const uint8_t *result_json; /* may be NULL (no result); one JSON value that satisfies `result_schema`, not NUL-terminated */
    size_t result_length;       /* bytes of it, at most EXECUTOR_RESULT_MAX */
    const char *message;        /* may be NULL; one sentence for the operator, cut at EXECUTOR_TEXT_MAX */
} executor_outcome_v1;

/*
 * The host's side of one run. Pass `context` as the first argument of each call. The calls may come from any thread, but
 * none after `run` has returned.
 */
typedef struct executor_host_v1 {
    void *context; /* never NULL; the host's own */

    /*
     * Sends bytes of a stream (EXECUTOR_STDOUT, EXECUTOR_STDERR), in order and unaltered. Blocks while the agent's spool is
     * full: do not read more from a child in the meantime. `bytes` may be NULL only if `length` is 0.
     * Returns 0, or -1 where `stream` is unknown or the run has finished.
     */
    int32_t (*output)(void *context, uint32_t stream, const uint8_t *bytes, size_t length);

    /* Tells how far it is: `done` of `total` units (0: unknown). `note` may be NULL; it is cut at EXECUTOR_TEXT_MAX. */
    void (*progress)(void *context, uint64_t done, uint64_t total, const char *note);

    /* 1 once the operator has cancelled or the time-out has passed, else 0. Cheap enough for a loop. */
    int32_t (*is_cancelled)(void *context);

    /*
     * Has `callback(user)` called once, from another thread, as soon as the run is cancelled; at once and on this thread if it
     * was already. The last registration counts; `callback` NULL takes it back. After `run` has returned it is not called, and
     * the host does not return from `on_cancel(context, NULL, NULL)` while a call is under way, so that `user` may then be freed.
     * `user` may be NULL. The callback must not call `on_cancel` itself.
     */
    void (*on_cancel)(void *context, void (*callback)(void *user), void *user);

    /*
     * Says how it ended. Exactly once per run, before `run` returns; `outcome` is never NULL. A run that returns without
     * `finish` has failed.
     */
    void (*finish)(void *context, const executor_outcome_v1 *outcome);
} executor_host_v1;

/* One instruction. Every pointer is the host's and valid until `run` returns. */
typedef struct executor_instruction_v1 {
    const char *executor;           /* never NULL; the name under which the executor was registered */
    const uint8_t *parameters_json; /* never NULL; satisfies `parameters_schema`; not NUL-terminated */
    size_t parameters_length;       /* bytes of it */
    const char *traceparent;        /* may be NULL; W3C trace context of the first request */
    uint64_t timeout_seconds;       /* 0: none. For information: the agent cancels when it has passed */
} executor_instruction_v1;

/* One executor: a name, what it takes, and the function that does it. */
typedef struct executor_declaration_v1 {
    const char *name;              /* never NULL; [a-z][a-z0-9-]{0,31}; unique in the plugin, and among all plugins of a machine */
    const char *version;           /* never NULL */
    const char *summary;           /* never NULL; one sentence for an operator who looks for an executor */
    const char *parameters_schema; /* never NULL; JSON Schema of the parameters (the supported part: docs/plugin-abi.md) */
    const char *result_schema;     /* may be NULL: gives no result */
    void *context;                 /* may be NULL; the plugin's own, handed back to `run` */

    /*
     * Runs one instruction and returns when it is done with it. Called on a thread of the host's own. After a cancellation it
     * has a few seconds to stop and to `finish`; then the host process and all it started are killed.
     */
    void (*run)(void *context, const executor_host_v1 *host, const executor_instruction_v1 *instruction);
} executor_declaration_v1;

/* What the entry returns. */
typedef struct executor_plugin_table_v1 {
    uint32_t abi;                             /* EXECUTOR_PLUGIN_ABI_V1 */
    const char *name;                         /* never NULL; the plugin's name, for logs */
    const char *version;                      /* never NULL */
    const executor_declaration_v1 *executors; /* never NULL; `executor_count` of them */
    size_t executor_count;                    /* 1 … EXECUTOR_COUNT_MAX */
} executor_plugin_table_v1;

/*
 * The entry that a plugin exports. `abi` is EXECUTOR_PLUGIN_ABI_V1. Returns a table that stays as it is for the life of the
 * process, or NULL if the plugin cannot serve (then it has said why on standard error). Called once, on the host's main thread,
 * and has ten seconds.
 */
typedef const executor_plugin_table_v1 *(*executor_plugin_entry_v1)(uint32_t abi);
#define EXECUTOR_PLUGIN_ENTRY_V1 "executor_plugin_v1"

/* In a plugin written in C: EXECUTOR_PLUGIN_EXPORT const executor_plugin_table_v1 *executor_plugin_v1(uint32_t abi) { … } */
#define EXECUTOR_PLUGIN_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
}
#endif

#endif
