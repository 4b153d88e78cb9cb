#include "cryptoki.h"

#include <stddef.h>

/* A module fills this list by the standard's layout: a pointer too few or too many would call another function. */
_Static_assert(offsetof(CK_FUNCTION_LIST, C_WaitForSlotEvent) == 68 * sizeof(void *), "PKCS #11 has 68 functions");
_Static_assert(offsetof(CK_TOKEN_INFO, flags) == 96, "PKCS #11's token information");
