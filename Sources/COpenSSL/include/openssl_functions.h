/*
 * The functions of libcrypto 3 that beckon uses, found at run time.
 *
 * Nothing here links libcrypto: a machine that keeps no key in a TPM need not have it (docs/decisions/0011-keys-in-hardware.md).
 * Types and prototypes are those of the installed headers, so a call that does not fit does not compile.
 */
#ifndef OPENSSL_FUNCTIONS_H
#define OPENSSL_FUNCTIONS_H

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <stdbool.h>
#include <stddef.h>

/* One line for each function; a new one is added here and nowhere else. */
#define OPENSSL_FUNCTIONS(use)                                                                                                    \
    use(BIO_ctrl) use(BIO_free) use(BIO_new) use(BIO_new_mem_buf) use(BIO_s_mem)                                                  \
    use(ERR_clear_error) use(ERR_get_error_all) use(ERR_reason_error_string)                                                      \
    use(EVP_DigestSign) use(EVP_DigestSignInit_ex) use(EVP_MD_CTX_free) use(EVP_MD_CTX_new)                                       \
    use(EVP_PKEY_CTX_free) use(EVP_PKEY_CTX_new_from_name) use(EVP_PKEY_CTX_set_params) use(EVP_PKEY_free)                        \
    use(EVP_PKEY_generate) use(EVP_PKEY_get_octet_string_param) use(EVP_PKEY_keygen_init)                                         \
    use(OSSL_LIB_CTX_free) use(OSSL_LIB_CTX_new)                                                                                  \
    use(OSSL_PARAM_construct_end) use(OSSL_PARAM_construct_uint32) use(OSSL_PARAM_construct_utf8_string)                          \
    use(OSSL_PROVIDER_load) use(OSSL_PROVIDER_unload)                                                                             \
    use(OSSL_STORE_INFO_free) use(OSSL_STORE_INFO_get1_PKEY) use(OSSL_STORE_close) use(OSSL_STORE_eof) use(OSSL_STORE_load)       \
    use(OSSL_STORE_open_ex)                                                                                                       \
    use(PEM_read_bio_PrivateKey_ex) use(PEM_write_bio_PrivateKey)

typedef struct {
#define OPENSSL_FUNCTION_MEMBER(name) __typeof__(name) *_Nonnull name;
    OPENSSL_FUNCTIONS(OPENSSL_FUNCTION_MEMBER)
#undef OPENSSL_FUNCTION_MEMBER
} openssl_functions;

/*
 * Loads libcrypto.so.3, which then stays, and fills `functions`.
 *
 * False where there is none or it lacks a function; `reason` (at most `room` octets, terminated) then says why.
 */
bool openssl_functions_load(openssl_functions *_Nonnull functions, char *_Nonnull reason, size_t room);

/* A pem_password_cb that has no password: libcrypto's own would ask on the terminal. */
int openssl_no_password(char *_Nullable buffer, int room, int for_writing, void *_Nullable context);

#endif
