import BeckonIdentity
import CCryptoki
import Glibc

/// A PKCS #11 module: the shared object that speaks to a kind of token. It stays loaded.
struct TokenModule {
    let functions: CK_FUNCTION_LIST

    /// Loads and starts it.
    /// - Throws: `.keyUnavailable`.
    init(path: String) throws(IdentityError) {
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw Self.failure("the module cannot be loaded: \(dlerror().map { String(cString: $0) } ?? path)")
        }
        guard let symbol = dlsym(library, "C_GetFunctionList") else {
            throw Self.failure("\(path) is no PKCS #11 module: it has no C_GetFunctionList")
        }
        let functionList = unsafeBitCast(symbol, to: CK_C_GetFunctionList.self)
        var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
        guard functionList(&list) == CKR_OK, let list, list.pointee.version.major == 2 else {
            throw Self.failure("\(path) is no PKCS #11 module of version 2")
        }
        functions = list.pointee
        do {
            try start()
        } catch {
            throw Self.failure("\(path) cannot be started: \(error)")
        }
    }

    private func start() throws(CryptokiFailure) {
        var arguments = CK_C_INITIALIZE_ARGS()
        // Calls come from one thread at a time, but not always from the same one.
        arguments.flags = CKF_OS_LOCKING_OK
        try CryptokiFailure.check(
            "C_Initialize", functions.C_Initialize(&arguments), alsoFine: [CKR_CRYPTOKI_ALREADY_INITIALIZED])
    }

    /// Starts it anew: many modules look for tokens only when they start.
    func restart() throws(CryptokiFailure) {
        _ = functions.C_Finalize(nil)
        try start()
    }

    /// The slots with a token, with what it says of itself.
    func tokens() throws(CryptokiFailure) -> [(slot: CK_ULONG, information: CK_TOKEN_INFO)] {
        var slots = [CK_ULONG](repeating: 0, count: 64)
        var count = CK_ULONG(slots.count)
        try CryptokiFailure.check("C_GetSlotList", functions.C_GetSlotList(1, &slots, &count))
        var found: [(slot: CK_ULONG, information: CK_TOKEN_INFO)] = []
        for slot in slots.prefix(Int(count)) {
            var information = CK_TOKEN_INFO()
            // One that goes away while we look is none.
            guard functions.C_GetTokenInfo(slot, &information) == CKR_OK else { continue }
            found.append((slot, information))
        }
        return found
    }

    private static func failure(_ message: String) -> IdentityError {
        IdentityError(
            .keyUnavailable, message, hint: "is module-path of the key reference right, and is the token's software installed?")
    }
}

extension CK_TOKEN_INFO {
    /// A field's text, without the blanks that fill it up.
    static func text<Field>(_ field: Field) -> String {
        let octets = withUnsafeBytes(of: field) { Array($0) }
        let end = octets.lastIndex { $0 != UInt8(ascii: " ") && $0 != 0 }.map { $0 + 1 } ?? 0
        return String(decoding: octets[..<end], as: UTF8.self)
    }

    func matches(_ reference: TokenReference) -> Bool {
        (reference.token ?? Self.text(label)) == Self.text(label)
            && (reference.manufacturer ?? Self.text(manufacturerID)) == Self.text(manufacturerID)
            && (reference.model ?? Self.text(model)) == Self.text(model)
            && (reference.serial ?? Self.text(serialNumber)) == Self.text(serialNumber)
    }
}
