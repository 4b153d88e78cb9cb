import CCryptoki

/// A call of a PKCS #11 module that did not succeed.
struct CryptokiFailure: Error, Hashable {
    /// Such as `C_Login`.
    let function: String
    let code: CK_RV

    /// Throws where a call's answer is not `CKR_OK`, nor one of `alsoFine`.
    static func check(_ function: String, _ code: CK_RV, alsoFine: Set<CK_RV> = []) throws(CryptokiFailure) {
        guard code == CKR_OK || alsoFine.contains(code) else { throw CryptokiFailure(function: function, code: code) }
    }

    /// Whether the module may only have lost sight of its token, and should be started anew.
    var mayPass: Bool {
        [
            CKR_TOKEN_NOT_PRESENT, CKR_TOKEN_NOT_RECOGNIZED, CKR_DEVICE_REMOVED, CKR_DEVICE_ERROR, CKR_SESSION_HANDLE_INVALID,
            CKR_CRYPTOKI_NOT_INITIALIZED, CKR_OBJECT_HANDLE_INVALID, CKR_USER_NOT_LOGGED_IN,
        ].contains(code)
    }

    var isRefusedPIN: Bool { [CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE].contains(code) }
}

extension CryptokiFailure: CustomStringConvertible {
    var description: String {
        "\(Self.reasons[code] ?? "the module answered 0x\(String(code, radix: 16))") (\(function))"
    }

    private static let reasons: [CK_RV: String] = [
        CKR_GENERAL_ERROR: "the token failed", CKR_FUNCTION_FAILED: "the token failed", CKR_DEVICE_ERROR: "the token failed",
        CKR_DEVICE_MEMORY: "the token has no room left", CKR_DEVICE_REMOVED: "the token was removed",
        CKR_TOKEN_NOT_PRESENT: "the token is not there", CKR_TOKEN_NOT_RECOGNIZED: "the token is not one that the module knows",
        CKR_TOKEN_WRITE_PROTECTED: "the token is write-protected", CKR_SESSION_COUNT: "the token has no session left",
        CKR_KEY_FUNCTION_NOT_PERMITTED: "the key may not sign", CKR_MECHANISM_INVALID: "the token cannot do ECDSA with P-256",
        CKR_OBJECT_HANDLE_INVALID: "the key is gone", CKR_PIN_INCORRECT: "the PIN is wrong", CKR_PIN_INVALID: "the PIN is wrong",
        CKR_PIN_LEN_RANGE: "the PIN is wrong", CKR_PIN_EXPIRED: "the PIN has expired", CKR_PIN_LOCKED: "the PIN is locked",
        CKR_USER_NOT_LOGGED_IN: "the token wants a PIN", CKR_USER_PIN_NOT_INITIALIZED: "the token's user PIN was never set",
    ]
}
