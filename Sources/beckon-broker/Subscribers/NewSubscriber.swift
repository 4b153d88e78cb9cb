import BeckonIdentity
import FoundationEssentials

/// What a subscriber begins with: an authority of its own, and an admin's profile that it has issued.
struct NewSubscriber {
    let name: String
    let authority: CertificateAuthority
    let profile: ProfileDocument

    private static let year: TimeInterval = 366 * 86_400
    private static let admin = "admin"

    static let authorityLifetime = 10 * year
    private static let operatorLifetime = 2 * year

    /// - Parameter trust: PEM bundle of the broker's authorities.
    /// - Throws: `.invalidName`.
    init(_ name: String, settings: SettingsDocument, trust: String, now: Date) throws(IdentityError) {
        self.name = name
        authority = try .subscriber(name, now: now, lifetime: Self.authorityLifetime)
        let key = IdentityKey()
        let issued = try authority.issueClient(
            .operator(subscriber: name, name: Self.admin), to: try CertificateRequest(pem: key.certificateRequest()), now: now,
            lifetime: Self.operatorLifetime)
        profile = ProfileDocument(
            api: ServiceURL.text(host: settings.preferredHost, port: settings.apiPort.number), subscriber: name,
            operator: Self.admin, certificate: issued.pem, key: key.pem, trust: trust)
    }
}
