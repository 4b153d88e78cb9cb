import BeckonIdentity
import FoundationEssentials

/// `server.json`: the broker's own certificate with its key, in one file so that they are always a pair.
struct ServerDocument: Codable, Hashable, Sendable {
    let hosts: [String]
    /// PEM.
    let certificate: String
    let key: String
    /// Seconds since 1970.
    let expiresAt: Double

    private static let lifetime: TimeInterval = 397 * 86_400
    /// How long before its end it is replaced.
    private static let renewal: TimeInterval = 30 * 86_400

    init(hosts: [String], authority: CertificateAuthority, now: Date) throws(IdentityError) {
        let key = IdentityKey()
        let issued = try authority.issueServer(hosts: hosts, key: key, now: now, lifetime: Self.lifetime)
        self.hosts = hosts
        self.key = key.pem
        certificate = issued.pem
        expiresAt = issued.notAfter.timeIntervalSince1970
    }

    func isFit(for hosts: [String], now: Date) -> Bool {
        self.hosts == hosts && now.timeIntervalSince1970 < expiresAt - Self.renewal
    }
}
