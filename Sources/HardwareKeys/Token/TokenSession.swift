import CCryptoki

/// An open session with a token. It is closed, and logged out, when it goes out of scope.
struct TokenSession: ~Copyable {
    private let functions: CK_FUNCTION_LIST
    private let handle: CK_ULONG

    init(_ functions: CK_FUNCTION_LIST, slot: CK_ULONG) throws(CryptokiFailure) {
        var handle: CK_ULONG = 0
        try CryptokiFailure.check(
            "C_OpenSession", functions.C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nil, nil, &handle))
        self.functions = functions
        self.handle = handle
    }

    deinit { _ = functions.C_CloseSession(handle) }

    func logIn(pin: [UInt8]) throws(CryptokiFailure) {
        try CryptokiFailure.check(
            "C_Login", functions.C_Login(handle, CKU_USER, pin, CK_ULONG(pin.count)), alsoFine: [CKR_USER_ALREADY_LOGGED_IN])
    }

    /// At most 8 of the objects that have all these attributes.
    func find(_ attributes: [CryptokiAttribute]) throws(CryptokiFailure) -> [CK_ULONG] {
        let begun = CryptokiAttribute.withTemplate(attributes) { functions.C_FindObjectsInit(handle, $0, $1) }
        try CryptokiFailure.check("C_FindObjectsInit", begun)
        defer { _ = functions.C_FindObjectsFinal(handle) }
        var objects = [CK_ULONG](repeating: 0, count: 8)
        var count: CK_ULONG = 0
        try CryptokiFailure.check("C_FindObjects", functions.C_FindObjects(handle, &objects, CK_ULONG(objects.count), &count))
        return Array(objects.prefix(Int(count)))
    }

    /// At most 1 KiB.
    func value(of type: CK_ULONG, in object: CK_ULONG) throws(CryptokiFailure) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: 1024)
        var length: CK_ULONG = 0
        let code = octets.withUnsafeMutableBytes { buffer in
            var attribute = CK_ATTRIBUTE(type: type, pValue: buffer.baseAddress, ulValueLen: CK_ULONG(buffer.count))
            let code = functions.C_GetAttributeValue(handle, object, &attribute, 1)
            length = attribute.ulValueLen
            return code
        }
        try CryptokiFailure.check("C_GetAttributeValue", code)
        return Array(octets.prefix(Int(clamping: length)))
    }

    /// A new P-256 pair that stays in the token for good and never leaves it.
    func generateKeyPair(id: [UInt8], label: String) throws(CryptokiFailure) {
        // prime256v1, 1.2.840.10045.3.1.7, in DER.
        let curve: [UInt8] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
        let both = [CryptokiAttribute(CKA_TOKEN, true), .init(CKA_ID, id), .init(CKA_LABEL, label)]
        let publicPart = both + [.init(CKA_EC_PARAMS, curve), .init(CKA_VERIFY, true)]
        let privatePart =
            both + [
                .init(CKA_PRIVATE, true), .init(CKA_SENSITIVE, true), .init(CKA_EXTRACTABLE, false), .init(CKA_SIGN, true),
            ]
        var mechanism = CK_MECHANISM(mechanism: CKM_EC_KEY_PAIR_GEN, pParameter: nil, ulParameterLen: 0)
        var publicKey: CK_ULONG = 0
        var privateKey: CK_ULONG = 0
        let code = CryptokiAttribute.withTemplate(publicPart) { publicStart, publicCount in
            CryptokiAttribute.withTemplate(privatePart) { privateStart, privateCount in
                functions.C_GenerateKeyPair(
                    handle, &mechanism, publicStart, publicCount, privateStart, privateCount, &publicKey, &privateKey)
            }
        }
        try CryptokiFailure.check("C_GenerateKeyPair", code)
    }

    /// ECDSA over a digest: r and s, each of 32 octets.
    func sign(digest: [UInt8], with key: CK_ULONG) throws(CryptokiFailure) -> [UInt8] {
        var mechanism = CK_MECHANISM(mechanism: CKM_ECDSA, pParameter: nil, ulParameterLen: 0)
        try CryptokiFailure.check("C_SignInit", functions.C_SignInit(handle, &mechanism, key))
        var signature = [UInt8](repeating: 0, count: 256)
        var length = CK_ULONG(signature.count)
        try CryptokiFailure.check(
            "C_Sign", functions.C_Sign(handle, digest, CK_ULONG(digest.count), &signature, &length))
        return Array(signature.prefix(Int(clamping: length)))
    }

    func destroy(_ object: CK_ULONG) throws(CryptokiFailure) {
        try CryptokiFailure.check(
            "C_DestroyObject", functions.C_DestroyObject(handle, object), alsoFine: [CKR_OBJECT_HANDLE_INVALID])
    }
}
