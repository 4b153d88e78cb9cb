import BeckonIdentity
import COpenSSL

/// A key that the TPM has loaded. It lets go of it when this goes out of scope: a TPM has room for few.
struct TPMKeyHandle: ~Copyable {
    private let crypto: Libcrypto
    private let key: OpaquePointer

    init(owning key: OpaquePointer, _ crypto: Libcrypto) {
        self.key = key
        self.crypto = crypto
    }

    deinit { crypto.call.EVP_PKEY_free(key) }

    /// The public point, uncompressed; nil where the key is of no curve.
    func point() -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 256)
        var length = 0
        guard crypto.call.EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, &octets, octets.count, &length) == 1
        else {
            return nil
        }
        return Array(octets.prefix(length))
    }

    /// ECDSA with SHA-256, in DER. Nil where the TPM did not sign.
    func sign(_ message: [UInt8], _ connection: borrowing TPMConnection) -> [UInt8]? {
        guard let operation = crypto.call.EVP_MD_CTX_new() else { return nil }
        defer { crypto.call.EVP_MD_CTX_free(operation) }
        guard
            crypto.call.EVP_DigestSignInit_ex(operation, nil, "SHA256", connection.context, Self.preferTPM, key, nil) == 1
        else { return nil }
        var signature = [UInt8](repeating: 0, count: 256)
        var length = signature.count
        guard crypto.call.EVP_DigestSign(operation, &signature, &length, message, message.count) == 1 else { return nil }
        return Array(signature.prefix(length))
    }

    /// The key as the TPM gives it out, encrypted: a PEM block `TSS2 PRIVATE KEY`.
    func pem() -> String? {
        guard let memory = crypto.call.BIO_new(crypto.call.BIO_s_mem()) else { return nil }
        defer { _ = crypto.call.BIO_free(memory) }
        guard crypto.call.PEM_write_bio_PrivateKey(memory, key, nil, nil, 0, nil, nil) == 1 else { return nil }
        var start: UnsafeMutablePointer<UInt8>?
        // BIO_get_mem_data, a macro.
        let length = withUnsafeMutablePointer(to: &start) { crypto.call.BIO_ctrl(memory, BIO_CTRL_INFO, 0, $0) }
        guard let start, length > 0 else { return nil }
        return String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
    }

    /// The TPM's own implementation where it has one.
    static let preferTPM = "?provider=tpm2"
}
