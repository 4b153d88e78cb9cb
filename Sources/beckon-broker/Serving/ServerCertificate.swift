import BeckonIdentity
import BrokerServer
import FoundationEssentials
import Logging
import ServiceLifecycle

/// The broker's own certificate: what it starts with, and its replacement before it ends, without a restart.
struct ServerCertificate: Service {
    private let directory: DataDirectory
    private let hosts: [String]
    private let authority: CertificateAuthority
    private let credentials: TLSCredentials
    private let logger: Logger

    init(
        directory: DataDirectory, hosts: [String], authority: CertificateAuthority, verifier: PeerVerifier, logger: Logger
    ) throws {
        self.directory = directory
        self.hosts = hosts
        self.authority = authority
        self.logger = logger
        let document =
            try Self.fit(in: directory, hosts: hosts, authority: authority) ?? Self.renew(in: directory, hosts, authority)
        credentials = try TLSCredentials(certificate: document.certificate, key: document.key, verifier: verifier)
    }

    var tls: TLSCredentials { credentials }

    /// Looks once a day whether it is time.
    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(86_400))
                replaceIfDue()
            }
        }
    }

    private func replaceIfDue() {
        do {
            guard try Self.fit(in: directory, hosts: hosts, authority: authority) == nil else { return }
            let document = try Self.renew(in: directory, hosts, authority)
            try credentials.replace(certificate: document.certificate, key: document.key)
            logger.notice("the broker's certificate has been renewed")
        } catch {
            logger.error("the broker's certificate could not be renewed", metadata: ["error": "\(error)"])
        }
    }

    /// The one that is kept, where it still serves; one that cannot be read is as good as none, for the authority can make another.
    private static func fit(
        in directory: DataDirectory, hosts: [String], authority: CertificateAuthority
    ) throws -> ServerDocument? {
        guard let document: ServerDocument = try? directory.read(from: directory.server) else { return nil }
        return document.isFit(for: hosts, now: Date()) ? document : nil
    }

    private static func renew(
        in directory: DataDirectory, _ hosts: [String], _ authority: CertificateAuthority
    ) throws -> ServerDocument {
        let document = try ServerDocument(hosts: hosts, authority: authority, now: Date())
        try directory.write(document, to: directory.server)
        return document
    }
}
