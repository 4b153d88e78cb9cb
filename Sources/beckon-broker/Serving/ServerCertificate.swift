import BeckonIdentity
import BeckonWire
import BrokerServer
import FoundationEssentials
import Logging
import ServiceLifecycle

/// The broker's own certificate: what it starts with, and its replacement before it ends or when another authority issues it, without a
/// restart.
struct ServerCertificate: Service {
    private let directory: DataDirectory
    private let hosts: [String]
    private let authorities: Authorities
    private let credentials: TLSCredentials
    private let logger: Logger

    init(directory: DataDirectory, hosts: [String], authorities: Authorities, logger: Logger) throws {
        self.directory = directory
        self.hosts = hosts
        self.authorities = authorities
        self.logger = logger
        let document =
            try Self.fit(in: directory, hosts: hosts, authorities.broker)
            ?? Self.renew(in: directory, hosts, authorities.broker)
        credentials = try TLSCredentials(
            certificate: document.certificate, key: document.key, verifier: try authorities.verifier())
        authorities.whenChanged { [self] kind in
            switch kind {
            case .broker: replaceIfDue()
            case .subscriber: replaceVerifier()
            }
        }
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
            guard try Self.fit(in: directory, hosts: hosts, authorities.broker) == nil else { return }
            let document = try Self.renew(in: directory, hosts, authorities.broker)
            try credentials.replace(certificate: document.certificate, key: document.key)
            logger.notice("the broker's certificate has been renewed")
        } catch {
            logger.error("the broker's certificate could not be renewed", metadata: ["error": "\(error)"])
        }
    }

    private func replaceVerifier() {
        do {
            credentials.replace(verifier: try authorities.verifier())
        } catch {
            logger.error("the subscribers' authorities could not be taken up", metadata: ["error": "\(error)"])
        }
    }

    /// The one that is kept, where it still serves; one that cannot be read is as good as none, for the authority can make another.
    private static func fit(
        in directory: DataDirectory, hosts: [String], _ authority: CertificateAuthority
    ) throws -> ServerDocument? {
        guard let document: ServerDocument = try? directory.read(from: directory.server) else { return nil }
        return document.isFit(for: hosts, now: Date()) && authority.hasIssued(document.certificate) ? document : nil
    }

    private static func renew(
        in directory: DataDirectory, _ hosts: [String], _ authority: CertificateAuthority
    ) throws -> ServerDocument {
        let document = try ServerDocument(hosts: hosts, authority: authority, now: Date())
        try directory.write(document, to: directory.server)
        return document
    }
}
