import BeckonIdentity
import COpenSSL

/// libcrypto with the tpm2 provider, connected to the TPM. Let go of when it goes out of scope.
///
/// A context of its own: the machine's openssl.cnf has no say, and no other user of libcrypto sees the provider.
struct TPMConnection: ~Copyable {
    let crypto: Libcrypto
    let context: OpaquePointer
    private let base: OpaquePointer
    private let tpm: OpaquePointer

    /// Which TPM: the tpm2 provider reads `TPM2OPENSSL_TCTI`, and else finds the machine's own.
    init(_ crypto: Libcrypto) throws(IdentityError) {
        crypto.call.ERR_clear_error()
        guard let context = crypto.call.OSSL_LIB_CTX_new() else { throw Self.failure("out of memory", crypto) }
        guard let base = crypto.call.OSSL_PROVIDER_load(context, "default") else {
            crypto.call.OSSL_LIB_CTX_free(context)
            throw Self.failure("libcrypto has no default provider", crypto)
        }
        guard let tpm = crypto.call.OSSL_PROVIDER_load(context, "tpm2") else {
            _ = crypto.call.OSSL_PROVIDER_unload(base)
            crypto.call.OSSL_LIB_CTX_free(context)
            throw Self.failure("the TPM cannot be reached", crypto)
        }
        self.crypto = crypto
        self.context = context
        self.base = base
        self.tpm = tpm
    }

    deinit {
        _ = crypto.call.OSSL_PROVIDER_unload(tpm)
        _ = crypto.call.OSSL_PROVIDER_unload(base)
        crypto.call.OSSL_LIB_CTX_free(context)
    }

    static func failure(_ message: String, _ crypto: Libcrypto) -> IdentityError {
        IdentityError(
            .keyUnavailable, "\(message): \(crypto.complaints())",
            hint: "is tpm2-openssl installed, is there a TPM (/dev/tpmrm0), and may this user open it?")
    }
}
