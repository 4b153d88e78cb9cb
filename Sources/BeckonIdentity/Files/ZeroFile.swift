import SwiftASN1

/// A zero certificate file: all that a machine needs to enrol, in one PEM file.
///
/// The brokers' addresses come first, as explanatory text; then the zero certificate, its private key and the brokers'
/// authorities:
/// ```
/// broker: https://broker.example.com:7443
/// -----BEGIN CERTIFICATE-----   the zero certificate
/// -----BEGIN PRIVATE KEY-----
/// -----BEGIN CERTIFICATE-----   the trust bundle, one or more
/// ```
/// A secret: keep it in a file with mode 0600 (``DurableFile/write(_:to:mode:)``, ``DurableFile/readSecret(_:limit:)``).
package struct ZeroFile: Hashable, Sendable {
    /// Where the brokers' agent planes are, in order of preference: `https://HOST[:PORT]`, 1 to 16.
    package let brokers: [String]
    /// The zero certificate in PEM.
    package let certificate: String
    /// Its private key in PEM.
    package let key: String
    /// The brokers' authorities in PEM, 1 to 16.
    package let trust: String

    /// What the zero certificate says. Not proved: the broker does that.
    package let identity: ClientCertificate

    static let sizeLimit = 64 * 1024
    private static let countLimit = 16
    private static let prefix = "broker: "

    /// Puts a file together, by the same rules by which one is read.
    package init(
        brokers: [String], certificate: String, key: String, trust: String
    ) throws(IdentityError) {
        let lines = brokers.map { Self.prefix + $0 + "\n" }.joined()
        try self.init(text: lines + [certificate, key, trust].map(Self.endedLine).joined())
        // A newline smuggled into an address would have become a line of its own.
        guard self.brokers == brokers else { throw Self.malformed("a broker's address is not one line") }
    }

    /// Reads a file's text. Lines before the first block that say nothing about brokers are ignored.
    /// - Throws: `.malformedZeroFile`, `.tooLarge`, `.keyMismatch`, and what is wrong with the certificate or the key.
    package init(text: String) throws(IdentityError) {
        var blocks = try PEMText.blocks(
            in: text, limit: Self.sizeLimit, what: "the zero certificate file", code: .malformedZeroFile)[...]
        brokers = try Self.brokers(in: text)

        guard let leaf = blocks.popFirst(), leaf.discriminator == PEMText.certificate else {
            throw Self.malformed("its first block is not the zero certificate")
        }
        identity = try ClientCertificate(der: leaf.derBytes)
        guard case .zero = identity.name else {
            throw Self.malformed("its certificate is for \(identity.name.uri), which is not a zero certificate")
        }
        guard let secret = blocks.popFirst(), secret.discriminator.hasSuffix("PRIVATE KEY") else {
            throw Self.malformed("its second block is not the zero certificate's private key")
        }
        key = secret.pemString + "\n"
        guard try IdentityKey(pem: key).fingerprint == identity.keyFingerprint else {
            throw IdentityError(.keyMismatch, "the private key in the zero certificate file is not the one of its certificate")
        }
        guard (1...Self.countLimit).contains(blocks.count) else {
            throw Self.malformed("it must end with 1 to \(Self.countLimit) authorities of brokers, and there are \(blocks.count)")
        }
        for block in blocks {
            guard block.discriminator == PEMText.certificate, try TrustedAuthority(der: block.derBytes).owner == .broker else {
                throw Self.malformed("what follows the private key is not the certificate of a broker authority")
            }
        }
        certificate = leaf.pemString + "\n"
        trust = blocks.map { $0.pemString + "\n" }.joined()
    }

    /// The file's text, in the form that every reader takes.
    package var text: String {
        brokers.map { Self.prefix + $0 + "\n" }.joined() + certificate + key + trust
    }

    private static func brokers(in text: String) throws(IdentityError) -> [String] {
        var brokers: [String] = []
        for line in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            if line.starts(with: "-----BEGIN ".utf8) { break }
            guard line.starts(with: prefix.utf8) else { continue }
            brokers.append(String(decoding: line.dropFirst(prefix.utf8.count), as: UTF8.self))
        }
        guard (1...countLimit).contains(brokers.count) else {
            throw malformed(
                "it must name 1 to \(countLimit) brokers in lines \"broker: https://HOST:PORT\" before the first block")
        }
        for broker in brokers where BrokerAddress(broker) == nil {
            throw malformed("\(IdentityError.quoted(broker)) is not a broker's address (https://HOST:PORT)")
        }
        return brokers
    }

    private static func endedLine(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }

    private static func malformed(_ reason: String) -> IdentityError {
        IdentityError(
            .malformedZeroFile, "the zero certificate file cannot be used: \(reason)",
            hint: "make a new one with: beckon zero create")
    }
}
