package import BeckonIdentity

/// Where the machine's key is, or where its keys are to be made: `key:` of the agent's configuration, and what `machine.pem` holds of
/// a key that is not in a file.
///
/// One that names a *place* (`pkcs11:token=…`, `tpm2:owner`) has the agent make a new key there for each certificate. One that names a
/// *key* (`pkcs11:…;id=…`, `tpm2:0x81000001`) is used as it is and never replaced or deleted.
package enum KeyReference: Hashable, Sendable, CustomStringConvertible {
    /// RFC 7512.
    case token(TokenReference)
    case tpm(TPMReference)

    /// - Throws: `.invalidKeyReference` with what is wrong; a PIN is never repeated.
    package init(_ text: String) throws(IdentityError) {
        guard text.utf8.count <= Self.limit else {
            throw IdentityError(.invalidKeyReference, "the key reference is longer than \(Self.limit) octets")
        }
        switch text.prefix(while: { $0 != ":" }) {
        case "pkcs11" where text.contains(":"): self = .token(try TokenReference(text))
        case "tpm2" where text.contains(":"): self = .tpm(try TPMReference(text))
        default:
            throw IdentityError(
                .invalidKeyReference, "a key reference begins with pkcs11: or tpm2:",
                hint: "such as pkcs11:token=NAME?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/beckon/pin, "
                    + "or tpm2:owner")
        }
    }

    /// Octets.
    static let limit = 4096

    package var description: String {
        switch self {
        case .token(let reference): "\(reference)"
        case .tpm(let reference): "\(reference)"
        }
    }
}
