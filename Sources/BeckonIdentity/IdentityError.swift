/// Why something about an identity was refused: a name, a key, a certificate request, a certificate or a file with one.
package struct IdentityError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One case per refusal, so that a caller answers each in its own way and a test can tell them apart.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        // Names
        /// Not a subscriber, or not `beckon://SUBSCRIBER/(zero|machine|operator)/…` byte for byte.
        case invalidName
        /// Not a DNS name or an IP address that a broker's certificate could carry.
        case invalidHost

        // Keys and requests
        /// Not one private key in PEM.
        case invalidKey
        /// Not the reference of a key in a token or TPM.
        case invalidKeyReference
        /// A key that is not P-256.
        case unsupportedKeyType
        /// The device that holds a key is gone, refuses, or has no such key.
        case keyUnavailable
        /// Not one certificate request (PKCS #10) in PEM.
        case malformedRequest
        /// The request was not signed with the key that it names.
        case proofOfPossession

        // Authorities
        /// Not the certificate of a broker's or a subscriber's authority.
        case malformedAuthority
        /// The private key is not the one of the certificate.
        case keyMismatch
        /// A broker authority was asked for a client certificate, or a subscriber authority for a server's.
        case wrongAuthority
        /// The authority itself is expired or not yet valid.
        case authorityNotValid
        /// A lifetime that is not positive, or beyond a hundred years.
        case invalidLifetime

        // Certificates
        /// Not one X.509 certificate.
        case malformedCertificate
        /// Nobody we trust has the issuer's name.
        case unknownAuthority
        /// The issuer's name is known, but its key did not sign this certificate.
        case badSignature
        /// The certificate names a subscriber that does not own the authority that issued it.
        case wrongSubscriber
        /// The certificate of an authority where a client's was due.
        case certificateAuthority
        /// The key usage lacks `digitalSignature`, or grants the signing of certificates.
        case wrongKeyUsage
        /// The extended key usage is not exactly `clientAuth`.
        case wrongUsage
        /// There is no subject alternative name, or it is not a URI.
        case missingName
        /// There is more than one subject alternative name.
        case multipleNames
        /// A critical extension that this verifier does not know.
        case unknownCriticalExtension
        /// Its time is over.
        case expired
        /// Its time has not come.
        case notYetValid

        // Files
        /// Not a zero certificate file.
        case malformedZeroFile
        /// Larger than what such a text or file may be.
        case tooLarge
        /// There is no such file.
        case notFound
        /// Group or others can get at a secret.
        case notPrivate
        /// Another process has locked the directory.
        case locked
        /// The system refused to read or write a file.
        case inputOutput
    }

    package let code: Code
    /// What was refused and why, with the name or path concerned. Text of strangers in it is escaped and cut.
    package let message: String
    /// What to do next, where that is known.
    package let hint: String?

    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package var description: String {
        hint.map { "\(message) (\($0))" } ?? message
    }
}

extension IdentityError {
    /// A stranger's text as it may stand in a message: printable ASCII in quotes, the rest escaped, cut after 100 octets.
    static func quoted(_ text: String) -> String {
        let limit = 100
        var quoted = "\""
        for octet in text.utf8.prefix(limit) {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += "\\" + String(UnicodeScalar(octet))
            case 0x20...0x7e: quoted.unicodeScalars.append(UnicodeScalar(octet))
            default: quoted += "\\x" + Hexadecimal.text([octet])
            }
        }
        return quoted + (text.utf8.count > limit ? "…\"" : "\"")
    }
}
