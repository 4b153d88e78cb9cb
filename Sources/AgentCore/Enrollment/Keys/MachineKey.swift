package import BeckonIdentity

/// A key of this machine, and where it is.
package enum MachineKey: Sendable {
    /// In a file of the data directory, and in this process.
    case file(IdentityKey)
    /// In a device, which alone can use it.
    case hardware(any HardwareKey)

    /// What `machine.pem` and `next-key.pem` hold of it.
    package var stored: StoredKey {
        switch self {
        case .file(let key): .pem(key.pem)
        case .hardware(let key): .reference(key.reference)
        }
    }

    /// Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo.
    package var fingerprint: String {
        switch self {
        case .file(let key): key.fingerprint
        case .hardware(let key): key.fingerprint
        }
    }

    /// A certificate request (PKCS #10, PEM) that proves possession of the key.
    package func certificateRequest() async throws(IdentityError) -> String {
        switch self {
        case .file(let key): try key.certificateRequest()
        case .hardware(let key): try await key.certificateRequest()
        }
    }
}

/// A key in a token or TPM.
///
/// Implemented by `HardwareKeys`, and by a fake in the tests.
package protocol HardwareKey: SigningKey {
    /// By which the store that made the key finds it again, in one line: `pkcs11:…` (RFC 7512) or `tpm2:…`. No secret; at most
    /// `StoredKey.referenceLimit` octets.
    var reference: String { get }
}
