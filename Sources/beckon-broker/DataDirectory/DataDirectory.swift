import BeckonIdentity
import FoundationEssentials

/// Where the broker keeps everything: keys and settings beside the store.
///
/// ```
/// broker.json             what `init` was told; written last, so it says that the rest is whole
/// authority.pem, .key     the broker authority
/// subscribers/NAME.pem, .key
/// server.json             the broker's own certificate with its key
/// profile.json            the first operator's
/// broker.db               the store
/// run.json                where a running broker listens
/// lock                    held by whoever uses the directory
/// ```
struct DataDirectory: Sendable {
    let path: String

    static let standard = "/var/lib/beckon/broker"

    var settings: String { "\(path)/broker.json" }
    var server: String { "\(path)/server.json" }
    var profile: String { "\(path)/profile.json" }
    var store: String { "\(path)/broker.db" }
    var run: String { "\(path)/run.json" }
    private var authority: String { "\(path)/authority" }
    private var subscribers: String { "\(path)/subscribers" }

    func contains(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }

    // MARK: Authorities

    func writeBrokerAuthority(_ authority: CertificateAuthority) throws(IdentityError) {
        try write(authority, to: self.authority)
    }

    func brokerAuthority() throws(IdentityError) -> CertificateAuthority { try readAuthority(authority) }

    func writeSubscriberAuthority(_ authority: CertificateAuthority, of subscriber: String) throws(IdentityError) {
        try DurableFile.createDirectory(subscribers)
        try write(authority, to: "\(subscribers)/\(subscriber)")
    }

    /// By subscriber.
    func subscriberAuthorities() throws -> [String: CertificateAuthority] {
        var authorities: [String: CertificateAuthority] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: subscribers)
        where file.hasSuffix(".pem") && !file.hasPrefix(".") {
            let name = String(file.dropLast(".pem".count))
            let authority = try readAuthority("\(subscribers)/\(name)")
            guard authority.subscriber == name else {
                throw BrokerError(.failed, "\(subscribers)/\(file) is not the authority of subscriber \(name)")
            }
            authorities[name] = authority
        }
        return authorities
    }

    private func write(_ authority: CertificateAuthority, to path: String) throws(IdentityError) {
        try DurableFile.write(authority.keyPEM.utf8, to: path + ".key")
        try DurableFile.write(authority.certificatePEM.utf8, to: path + ".pem")
    }

    private func readAuthority(_ path: String) throws(IdentityError) -> CertificateAuthority {
        try CertificateAuthority(
            certificatePEM: String(decoding: try DurableFile.read(path + ".pem"), as: UTF8.self),
            keyPEM: String(decoding: try DurableFile.readSecret(path + ".key"), as: UTF8.self))
    }

    // MARK: JSON

    func write(_ document: some Encodable, to path: String) throws {
        try DurableFile.write(DocumentJSON.encode(document), to: path)
    }

    func read<Document: Decodable>(_ type: Document.Type = Document.self, from path: String) throws -> Document {
        let octets = try DurableFile.readSecret(path)
        do {
            return try JSONDecoder().decode(type, from: Data(octets))
        } catch {
            throw BrokerError(.failed, "\(path) cannot be read: it is damaged, or a later version wrote it")
        }
    }
}
