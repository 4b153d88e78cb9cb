#include "jemalloc_settings.h"

#include <jemalloc/jemalloc.h>

// jemalloc reads this symbol when it starts. Freed memory goes back to the system within a second, on a thread of its own: after a
// fleet has come and gone a parked agent costs 40 KB, and 73 KB with glibc's allocator.
const char *malloc_conf = "background_thread:true,dirty_decay_ms:1000";

// The reference keeps the linker from leaving the library out, whose malloc then takes the place of glibc's.
const char *jemalloc_version_text(void) {
    const char *version = "unknown";
    size_t length = sizeof(version);
    if (mallctl("version", &version, &length, 0, 0) != 0) return "unknown";
    return version;
}
