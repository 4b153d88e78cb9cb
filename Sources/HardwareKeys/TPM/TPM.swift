import BeckonIdentity
import COpenSSL
import Crypto

/// The machine's TPM 2.0.
///
/// Each call connects, does one thing and lets go: a handshake is rare, and a TPM that was away is found again.
actor TPM {
    private var libcrypto: Libcrypto?

    private let queue = DeviceQueue()
    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// Makes a key, which the TPM keeps no memory of: it gives it out encrypted, and alone can use it.
    func makeKey(parent: UInt32?) throws(IdentityError) -> (reference: TPMReference, publicKeyDER: [UInt8]) {
        let place = TPMReference.place(parent: parent)
        let connection = try connect(place)
        let key = try generate(parent: parent, connection)
        guard let pem = key.pem(), let data = TSS2PEM.data(of: pem) else {
            throw TPMConnection.failure("\(place): the TPM does not give the new key out", connection.crypto)
        }
        return (.wrapped(data), try publicKey(key, place))
    }

    /// In DER.
    func publicKey(_ reference: TPMReference) throws(IdentityError) -> [UInt8] {
        let connection = try connect(reference)
        return try publicKey(try load(reference, connection), reference)
    }

    /// ECDSA with SHA-256 over `message`, in DER.
    func sign(_ message: [UInt8], with reference: TPMReference) throws(IdentityError) -> [UInt8] {
        let connection = try connect(reference)
        let key = try load(reference, connection)
        guard let signature = key.sign(message, connection) else {
            throw TPMConnection.failure("\(reference.brief): the TPM does not sign", connection.crypto)
        }
        return signature
    }

    // MARK: Connecting

    private func connect(_ reference: TPMReference) throws(IdentityError) -> TPMConnection {
        do throws(IdentityError) {
            return try TPMConnection(try loaded())
        } catch {
            throw IdentityError(error.code, "\(reference.brief): \(error.message)", hint: error.hint)
        }
    }

    /// libcrypto, loaded at the first call: until then a machine without it is as good as any.
    private func loaded() throws(IdentityError) -> Libcrypto {
        if let libcrypto { return libcrypto }
        let crypto = try Libcrypto()
        libcrypto = crypto
        return crypto
    }

    // MARK: Keys

    private func generate(parent: UInt32?, _ connection: borrowing TPMConnection) throws(IdentityError) -> TPMKeyHandle {
        let crypto = connection.crypto
        let place = TPMReference.place(parent: parent)
        guard let generator = crypto.call.EVP_PKEY_CTX_new_from_name(connection.context, "EC", "provider=tpm2") else {
            throw TPMConnection.failure("\(place): the TPM cannot make a P-256 key", crypto)
        }
        defer { crypto.call.EVP_PKEY_CTX_free(generator) }
        var handle = parent ?? 0
        var curve = Array("P-256".utf8CString)
        let made = curve.withUnsafeMutableBufferPointer { curve in
            withUnsafeMutablePointer(to: &handle) { handle -> OpaquePointer? in
                var parameters = [crypto.call.OSSL_PARAM_construct_utf8_string(Self.constant("group"), curve.baseAddress, 0)]
                if parent != nil { parameters.append(crypto.call.OSSL_PARAM_construct_uint32(Self.constant("parent"), handle)) }
                parameters.append(crypto.call.OSSL_PARAM_construct_end())
                var key: OpaquePointer?
                guard crypto.call.EVP_PKEY_keygen_init(generator) == 1,
                    crypto.call.EVP_PKEY_CTX_set_params(generator, parameters) == 1,
                    crypto.call.EVP_PKEY_generate(generator, &key) == 1
                else { return nil }
                return key
            }
        }
        guard let made else { throw TPMConnection.failure("\(place): the TPM does not make a P-256 key", crypto) }
        return TPMKeyHandle(owning: made, crypto)
    }

    /// A parameter keeps its name's address, so that the name must stay.
    private static func constant(_ name: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    private func load(_ reference: TPMReference, _ connection: borrowing TPMConnection) throws(IdentityError) -> TPMKeyHandle {
        let crypto = connection.crypto
        let key: OpaquePointer? =
            switch reference {
            case .place: throw TPMReference.refusal("\(reference) is no key")
            case .wrapped(let data): Self.read(TSS2PEM.block(data), connection)
            case .file(let path): Self.read(try TSS2PEM.file(path), connection)
            case .handle(let handle): Self.find(handle, connection)
            }
        guard let key else { throw TPMConnection.failure("\(reference.brief): the TPM does not know this key", crypto) }
        return TPMKeyHandle(owning: key, crypto)
    }

    private static func read(_ pem: String, _ connection: borrowing TPMConnection) -> OpaquePointer? {
        let call = connection.crypto.call
        var pem = pem
        return pem.withUTF8 { octets in
            guard let memory = call.BIO_new_mem_buf(octets.baseAddress, Int32(octets.count)) else { return nil }
            defer { _ = call.BIO_free(memory) }
            return call.PEM_read_bio_PrivateKey_ex(
                memory, nil, openssl_no_password, nil, connection.context, TPMKeyHandle.preferTPM)
        }
    }

    private static func find(_ handle: UInt32, _ connection: borrowing TPMConnection) -> OpaquePointer? {
        let call = connection.crypto.call
        let address = "handle:0x" + String(handle, radix: 16)
        guard
            let store = call.OSSL_STORE_open_ex(
                address, connection.context, TPMKeyHandle.preferTPM, nil, nil, nil, nil, nil)
        else { return nil }
        defer { _ = call.OSSL_STORE_close(store) }
        while call.OSSL_STORE_eof(store) == 0 {
            guard let found = call.OSSL_STORE_load(store) else { return nil }
            defer { call.OSSL_STORE_INFO_free(found) }
            if let key = call.OSSL_STORE_INFO_get1_PKEY(found) { return key }
        }
        return nil
    }

    private func publicKey(_ key: borrowing TPMKeyHandle, _ reference: TPMReference) throws(IdentityError) -> [UInt8] {
        guard let point = key.point(), let key = try? P256.Signing.PublicKey(x963Representation: point) else {
            throw IdentityError(.unsupportedKeyType, "\(reference.brief): the key is not P-256")
        }
        return Array(key.derRepresentation)
    }
}
