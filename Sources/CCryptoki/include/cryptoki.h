/*
 * The part of PKCS #11 2.40 ("Cryptoki") that keys of a machine need: types, constants and the list of functions that a module hands
 * out by C_GetFunctionList. Names and layout are the standard's (OASIS, pkcs11-base-v2.40); functions that nobody here calls are
 * unnamed pointers, which keep the others at their place.
 */
#ifndef CRYPTOKI_H
#define CRYPTOKI_H

typedef unsigned char CK_BYTE;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;

typedef struct {
    CK_BYTE major;
    CK_BYTE minor;
} CK_VERSION;

/* Text fields are padded with blanks and have no terminator. */
typedef struct {
    CK_BYTE label[32];
    CK_BYTE manufacturerID[32];
    CK_BYTE model[16];
    CK_BYTE serialNumber[16];
    CK_ULONG flags;
    CK_ULONG ulMaxSessionCount, ulSessionCount, ulMaxRwSessionCount, ulRwSessionCount;
    CK_ULONG ulMaxPinLen, ulMinPinLen;
    CK_ULONG ulTotalPublicMemory, ulFreePublicMemory, ulTotalPrivateMemory, ulFreePrivateMemory;
    CK_VERSION hardwareVersion, firmwareVersion;
    CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

typedef struct {
    CK_ULONG type;
    void *_Nullable pValue;
    CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct {
    CK_ULONG mechanism;
    void *_Nullable pParameter;
    CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct {
    void *_Nullable CreateMutex, *_Nullable DestroyMutex, *_Nullable LockMutex, *_Nullable UnlockMutex;
    CK_ULONG flags;
    void *_Nullable pReserved;
} CK_C_INITIALIZE_ARGS;

typedef struct {
    CK_VERSION version;
    CK_RV (*_Nonnull C_Initialize)(void *_Nullable arguments);
    CK_RV (*_Nonnull C_Finalize)(void *_Nullable reserved);
    void *_Nullable C_GetInfo, *_Nullable C_GetFunctionList;
    CK_RV (*_Nonnull C_GetSlotList)(CK_BYTE token_present, CK_ULONG *_Nullable slots, CK_ULONG *_Nonnull count);
    void *_Nullable C_GetSlotInfo;
    CK_RV (*_Nonnull C_GetTokenInfo)(CK_ULONG slot, CK_TOKEN_INFO *_Nonnull information);
    void *_Nullable C_GetMechanismList, *_Nullable C_GetMechanismInfo, *_Nullable C_InitToken, *_Nullable C_InitPIN,
        *_Nullable C_SetPIN;
    CK_RV (*_Nonnull C_OpenSession)(
        CK_ULONG slot, CK_ULONG flags, void *_Nullable application, void *_Nullable notify, CK_ULONG *_Nonnull session);
    CK_RV (*_Nonnull C_CloseSession)(CK_ULONG session);
    void *_Nullable C_CloseAllSessions, *_Nullable C_GetSessionInfo, *_Nullable C_GetOperationState,
        *_Nullable C_SetOperationState;
    CK_RV (*_Nonnull C_Login)(CK_ULONG session, CK_ULONG user, const CK_BYTE *_Nullable pin, CK_ULONG length);
    void *_Nullable C_Logout, *_Nullable C_CreateObject, *_Nullable C_CopyObject;
    CK_RV (*_Nonnull C_DestroyObject)(CK_ULONG session, CK_ULONG object);
    void *_Nullable C_GetObjectSize;
    CK_RV (*_Nonnull C_GetAttributeValue)(
        CK_ULONG session, CK_ULONG object, CK_ATTRIBUTE *_Nonnull attributes, CK_ULONG count);
    void *_Nullable C_SetAttributeValue;
    CK_RV (*_Nonnull C_FindObjectsInit)(CK_ULONG session, const CK_ATTRIBUTE *_Nullable attributes, CK_ULONG count);
    CK_RV (*_Nonnull C_FindObjects)(CK_ULONG session, CK_ULONG *_Nonnull objects, CK_ULONG room, CK_ULONG *_Nonnull count);
    CK_RV (*_Nonnull C_FindObjectsFinal)(CK_ULONG session);
    void *_Nullable C_EncryptInit, *_Nullable C_Encrypt, *_Nullable C_EncryptUpdate, *_Nullable C_EncryptFinal;
    void *_Nullable C_DecryptInit, *_Nullable C_Decrypt, *_Nullable C_DecryptUpdate, *_Nullable C_DecryptFinal;
    void *_Nullable C_DigestInit, *_Nullable C_Digest, *_Nullable C_DigestUpdate, *_Nullable C_DigestKey,
        *_Nullable C_DigestFinal;
    CK_RV (*_Nonnull C_SignInit)(CK_ULONG session, const CK_MECHANISM *_Nonnull mechanism, CK_ULONG key);
    CK_RV (*_Nonnull C_Sign)(
        CK_ULONG session, const CK_BYTE *_Nonnull data, CK_ULONG data_length, CK_BYTE *_Nonnull signature,
        CK_ULONG *_Nonnull signature_length);
    void *_Nullable C_SignUpdate, *_Nullable C_SignFinal, *_Nullable C_SignRecoverInit, *_Nullable C_SignRecover;
    void *_Nullable C_VerifyInit, *_Nullable C_Verify, *_Nullable C_VerifyUpdate, *_Nullable C_VerifyFinal,
        *_Nullable C_VerifyRecoverInit, *_Nullable C_VerifyRecover;
    void *_Nullable C_DigestEncryptUpdate, *_Nullable C_DecryptDigestUpdate, *_Nullable C_SignEncryptUpdate,
        *_Nullable C_DecryptVerifyUpdate;
    void *_Nullable C_GenerateKey;
    CK_RV (*_Nonnull C_GenerateKeyPair)(
        CK_ULONG session, const CK_MECHANISM *_Nonnull mechanism, const CK_ATTRIBUTE *_Nonnull public_attributes,
        CK_ULONG public_count, const CK_ATTRIBUTE *_Nonnull private_attributes, CK_ULONG private_count,
        CK_ULONG *_Nonnull public_key, CK_ULONG *_Nonnull private_key);
    void *_Nullable C_WrapKey, *_Nullable C_UnwrapKey, *_Nullable C_DeriveKey, *_Nullable C_SeedRandom,
        *_Nullable C_GenerateRandom, *_Nullable C_GetFunctionStatus, *_Nullable C_CancelFunction,
        *_Nullable C_WaitForSlotEvent;
} CK_FUNCTION_LIST;

/* The one symbol that every module has. */
typedef CK_RV (*CK_C_GetFunctionList)(CK_FUNCTION_LIST *_Nullable *_Nonnull list);

#define CKF_OS_LOCKING_OK 0x2UL
#define CKF_RW_SESSION 0x2UL
#define CKF_SERIAL_SESSION 0x4UL
#define CKF_LOGIN_REQUIRED 0x4UL
#define CKF_PROTECTED_AUTHENTICATION_PATH 0x100UL
#define CKF_USER_PIN_FINAL_TRY 0x20000UL
#define CKF_USER_PIN_LOCKED 0x40000UL

#define CKU_USER 1UL

#define CKO_PUBLIC_KEY 2UL
#define CKO_PRIVATE_KEY 3UL
#define CKK_EC 3UL

#define CKA_CLASS 0x0UL
#define CKA_TOKEN 0x1UL
#define CKA_PRIVATE 0x2UL
#define CKA_LABEL 0x3UL
#define CKA_KEY_TYPE 0x100UL
#define CKA_ID 0x102UL
#define CKA_SENSITIVE 0x103UL
#define CKA_SIGN 0x108UL
#define CKA_VERIFY 0x10aUL
#define CKA_EXTRACTABLE 0x162UL
#define CKA_EC_PARAMS 0x180UL
#define CKA_EC_POINT 0x181UL

#define CKM_EC_KEY_PAIR_GEN 0x1040UL
#define CKM_ECDSA 0x1041UL

#define CKR_OK 0x0UL
#define CKR_GENERAL_ERROR 0x5UL
#define CKR_FUNCTION_FAILED 0x6UL
#define CKR_DEVICE_ERROR 0x30UL
#define CKR_DEVICE_MEMORY 0x31UL
#define CKR_DEVICE_REMOVED 0x32UL
#define CKR_KEY_FUNCTION_NOT_PERMITTED 0x68UL
#define CKR_MECHANISM_INVALID 0x70UL
#define CKR_OBJECT_HANDLE_INVALID 0x82UL
#define CKR_PIN_INCORRECT 0xa0UL
#define CKR_PIN_INVALID 0xa1UL
#define CKR_PIN_LEN_RANGE 0xa2UL
#define CKR_PIN_EXPIRED 0xa3UL
#define CKR_PIN_LOCKED 0xa4UL
#define CKR_SESSION_COUNT 0xb1UL
#define CKR_SESSION_HANDLE_INVALID 0xb3UL
#define CKR_TOKEN_NOT_PRESENT 0xe0UL
#define CKR_TOKEN_NOT_RECOGNIZED 0xe1UL
#define CKR_TOKEN_WRITE_PROTECTED 0xe2UL
#define CKR_USER_ALREADY_LOGGED_IN 0x100UL
#define CKR_USER_NOT_LOGGED_IN 0x101UL
#define CKR_USER_PIN_NOT_INITIALIZED 0x102UL
#define CKR_CRYPTOKI_NOT_INITIALIZED 0x190UL
#define CKR_CRYPTOKI_ALREADY_INITIALIZED 0x191UL

#endif
