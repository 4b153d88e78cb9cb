import BeckonIdentity
import CCryptoki
import Crypto

/// The tokens of one PKCS #11 module, and one PIN for them.
///
/// One of these for each module in a process: starting a module anew ends what others do with it.
/// Each call opens a session, logs in, does one thing and closes: a token that was pulled out and put back is found again, and nobody
/// stays logged in meanwhile.
actor Token {
    let modulePath: String
    let pinFile: String?
    var module: TokenModule?
    /// A token locks itself after a few wrong PINs, so that one which was refused is never tried again.
    var refusedPIN: SHA256Digest?

    private let queue = DeviceQueue()
    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    init(modulePath: String, pinFile: String?) {
        self.modulePath = modulePath
        self.pinFile = pinFile
    }

    /// Finds out whether a token is there and takes the PIN.
    func reach(_ reference: TokenReference) throws(IdentityError) {
        try withSession(reference) { _ in }
    }

    /// Makes the key that `reference` names, which must have an id. The public key in DER.
    func makeKey(_ reference: TokenReference) throws(IdentityError) -> [UInt8] {
        let point = try withSession(reference) { session throws(CryptokiFailure) in
            try session.generateKeyPair(id: reference.id ?? [], label: Self.label)
            return try Self.point(reference, session)
        }
        return try publicKey(point, reference)
    }

    /// What people see in the token's own tools.
    private static let label = "beckon machine key"

    /// The public key in DER of a key that must be there, with its private part.
    func publicKey(_ reference: TokenReference) throws(IdentityError) -> [UInt8] {
        let found = try withSession(reference) { session throws(CryptokiFailure) in
            (try session.find(Self.attributes(reference, CKO_PRIVATE_KEY)).count, try Self.point(reference, session))
        }
        try checkOne(found.0, reference)
        return try publicKey(found.1, reference)
    }

    /// ECDSA with SHA-256 over `message`, in DER.
    func sign(_ message: [UInt8], with reference: TokenReference) throws(IdentityError) -> [UInt8] {
        let signed = try withSession(reference) { session throws(CryptokiFailure) -> (count: Int, signature: [UInt8]) in
            let keys = try session.find(Self.attributes(reference, CKO_PRIVATE_KEY))
            guard keys.count == 1, let key = keys.first else { return (keys.count, []) }
            return (1, try session.sign(digest: Array(SHA256.hash(data: message)), with: key))
        }
        try checkOne(signed.count, reference)
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signed.signature) else {
            throw failure(reference, "the token's signature is not one of P-256")
        }
        return Array(signature.derRepresentation)
    }

    /// Destroys a key, both parts. One that is not there is no error.
    func destroy(_ reference: TokenReference) throws(IdentityError) {
        try withSession(reference) { session throws(CryptokiFailure) in
            for part in [CKO_PRIVATE_KEY, CKO_PUBLIC_KEY] {
                for object in try session.find(Self.attributes(reference, part)) { try session.destroy(object) }
            }
        }
    }

    // MARK: Objects

    private static func attributes(_ reference: TokenReference, _ part: CK_ULONG) -> [CryptokiAttribute] {
        var attributes = [CryptokiAttribute(CKA_CLASS, number: part), .init(CKA_KEY_TYPE, number: CKK_EC)]
        if let id = reference.id { attributes.append(.init(CKA_ID, id)) }
        if let object = reference.object { attributes.append(.init(CKA_LABEL, object)) }
        return attributes
    }

    /// Nil where there is no public part.
    private static func point(_ reference: TokenReference, _ session: borrowing TokenSession) throws(CryptokiFailure) -> [UInt8]?
    {
        guard let object = try session.find(attributes(reference, CKO_PUBLIC_KEY)).first else { return nil }
        return try session.value(of: CKA_EC_POINT, in: object)
    }

    /// - Throws: `.notFound` where the token is there and the key is not.
    private func checkOne(_ count: Int, _ reference: TokenReference) throws(IdentityError) {
        guard count > 0 else {
            throw IdentityError(.notFound, "\(reference.withoutQuery): there is no such P-256 key in the token")
        }
        guard count == 1 else {
            throw failure(reference, "\(count) keys in the token are called so", hint: "name one of them by its id")
        }
    }

    private func publicKey(_ point: [UInt8]?, _ reference: TokenReference) throws(IdentityError) -> [UInt8] {
        guard let point else {
            throw failure(
                reference, "the token has no public key beside the private one", hint: "import it with the same id and label")
        }
        // An OCTET STRING by the standard; some tokens leave its head out.
        let plain = point.starts(with: [0x04, 0x41]) && point.count == 67 ? point.dropFirst(2) : point[...]
        guard let key = try? P256.Signing.PublicKey(x963Representation: plain) else {
            throw IdentityError(.unsupportedKeyType, "\(reference.withoutQuery): the key is not P-256")
        }
        return Array(key.derRepresentation)
    }
}
