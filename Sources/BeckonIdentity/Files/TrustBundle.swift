import Crypto
import SwiftASN1
import X509

/// The authorities by which clients believe a broker to be one: broker authorities, and nothing else.
///
/// Kept octet for octet as it came, because both sides compare digests of it.
package struct TrustBundle: Hashable, Sendable {
    /// PEM, 1 to 16 certificates.
    package let text: String

    static let sizeLimit = 64 * 1024
    private static let countLimit = 16

    /// - Throws: `.tooLarge`; `.malformedAuthority` where there is no certificate, or one that is not a broker authority's: whoever
    ///   believed a subscriber's authority would believe its machines to be brokers.
    package init(_ text: String) throws(IdentityError) {
        let blocks = try PEMText.blocks(in: text, limit: Self.sizeLimit, what: "the trust bundle", code: .malformedAuthority)
        guard (1...Self.countLimit).contains(blocks.count) else {
            throw IdentityError(
                .malformedAuthority,
                "the trust bundle must hold 1 to \(Self.countLimit) authorities, and there are \(blocks.count)")
        }
        for block in blocks {
            guard block.discriminator == PEMText.certificate else {
                throw IdentityError(
                    .malformedAuthority, "the trust bundle holds a block \(IdentityError.quoted(block.discriminator))")
            }
            let authority = try TrustedAuthority(der: block.derBytes)
            guard authority.owner == .broker else {
                throw IdentityError(
                    .malformedAuthority,
                    "the trust bundle holds \(IdentityError.quoted("\(authority.certificate.subject)")), which is no broker authority"
                )
            }
        }
        self.text = text
    }

    /// - Throws: as ``init(_:)``, and `.malformedAuthority` where the octets are not UTF-8.
    package init(octets: [UInt8]) throws(IdentityError) {
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw IdentityError(.malformedAuthority, "the trust bundle is not a text")
        }
        try self.init(text)
    }

    /// `sha256:…` of the octets, as an agent reports it.
    package var digest: String { "sha256:" + Hexadecimal.text(SHA256.hash(data: Array(text.utf8))) }
}
