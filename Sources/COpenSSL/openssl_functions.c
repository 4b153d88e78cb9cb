#include "openssl_functions.h"

#include <dlfcn.h>
#include <stdio.h>

static bool find(void *library, const char *name, void *place, char *reason, size_t room) {
    void *function = dlsym(library, name);
    if (function == NULL) {
        (void)snprintf(reason, room, "libcrypto.so.3 has no %s", name);
        return false;
    }
    *(void **)place = function;
    return true;
}

bool openssl_functions_load(openssl_functions *functions, char *reason, size_t room) {
    /* Its symbols stay its own: the TLS library in this process has some of the same names. */
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        (void)snprintf(reason, room, "%s", dlerror());
        return false;
    }
#define OPENSSL_FUNCTION_FIND(name)                                                                                               \
    if (!find(library, #name, &functions->name, reason, room)) return false;
    OPENSSL_FUNCTIONS(OPENSSL_FUNCTION_FIND)
#undef OPENSSL_FUNCTION_FIND
    return true;
}

int openssl_no_password(char *buffer, int room, int for_writing, void *context) {
    (void)buffer, (void)room, (void)for_writing, (void)context;
    return -1;
}
