import BeckonIdentity
import FoundationEssentials

/// Where the broker keeps everything: keys and settings beside the store.
///
/// ```
/// broker.json             what `init` was told; written last, so it says that the rest is whole
/// authority.json          the broker authority at its stages (`AuthorityDocument`)
/// subscribers/NAME.json   a subscriber's
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

    func writeBrokerAuthority(_ authority: AuthoritySet) throws { try write(authority, to: self.authority) }

    func brokerAuthority() throws -> AuthoritySet { try readAuthority(authority) }

    func writeSubscriberAuthority(_ authority: AuthoritySet, of subscriber: String) throws {
        try DurableFile.createDirectory(subscribers)
        try write(authority, to: "\(subscribers)/\(subscriber)")
    }

    func hasSubscriberAuthority(of subscriber: String) -> Bool {
        contains("\(subscribers)/\(subscriber).json") || contains("\(subscribers)/\(subscriber).pem")
    }

    /// By subscriber.
    func subscriberAuthorities() throws -> [String: AuthoritySet] {
        var authorities: [String: AuthoritySet] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: subscribers) where !file.hasPrefix(".") {
            guard let name = Self.subscriber(ofFile: file), authorities[name] == nil else { continue }
            let authority = try readAuthority("\(subscribers)/\(name)")
            guard authority.active.subscriber == name else {
                throw BrokerError(.failed, "\(subscribers)/\(file) is not the authority of subscriber \(name)")
            }
            authorities[name] = authority
        }
        return authorities
    }

    private static func subscriber(ofFile file: String) -> String? {
        for ending in [".json", ".pem"] where file.hasSuffix(ending) { return String(file.dropLast(ending.count)) }
        return nil
    }

    private func write(_ authority: AuthoritySet, to path: String) throws {
        try write(authority.document, to: path + ".json")
    }

    /// Directories of the first version have a certificate and a key in two files, until a step writes the one.
    private func readAuthority(_ path: String) throws -> AuthoritySet {
        guard contains(path + ".json") else {
            return AuthoritySet(
                try CertificateAuthority(
                    certificatePEM: String(decoding: try DurableFile.read(path + ".pem"), as: UTF8.self),
                    keyPEM: String(decoding: try DurableFile.readSecret(path + ".key"), as: UTF8.self)))
        }
        let document: AuthorityDocument = try read(from: path + ".json")
        guard document.version == 1 else {
            throw BrokerError(.failed, "\(path).json has version \(document.version), and this program knows 1")
        }
        return try AuthoritySet(document)
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
