import BeckonIdentity
import FoundationEssentials

/// Makes a data directory what `serve` needs.
///
/// `broker.json` is written last. Whatever ends it before, the directory counts as not initialised, and the next run makes everything
/// anew: nothing of the interrupted one has been given to anyone.
struct Initialisation {
    let directory: DataDirectory
    let settings: SettingsDocument
    let subscriber: String

    private static let year: TimeInterval = 366 * 86_400
    private static let authorityLifetime = 10 * year
    private static let operatorLifetime = 2 * year
    private static let admin = "admin"

    func run(now: Date) throws {
        // Before anything is made: the names are refused by those who will carry them.
        let brokerAuthority = try CertificateAuthority.broker(now: now, lifetime: Self.authorityLifetime)
        let subscriberAuthority = try CertificateAuthority.subscriber(subscriber, now: now, lifetime: Self.authorityLifetime)
        let server = try ServerDocument(hosts: settings.hosts, authority: brokerAuthority, now: now)
        let profile = try profile(from: subscriberAuthority, trust: brokerAuthority.certificatePEM, now: now)

        try DurableFile.createDirectory(directory.path)
        let lock = try DirectoryLock(directory: directory.path)
        try refuseInitialised()
        try directory.writeBrokerAuthority(brokerAuthority)
        try directory.writeSubscriberAuthority(subscriberAuthority, of: subscriber)
        try directory.write(server, to: directory.server)
        try directory.write(profile, to: directory.profile)
        try directory.write(settings, to: directory.settings)
        withExtendedLifetime(lock) {}
    }

    private func refuseInitialised() throws {
        if directory.contains(directory.settings) {
            throw BrokerError(
                .wrongState, "\(directory.path) is initialised already",
                hint: "serve it with: beckon-broker serve --data \(directory.path); its admin's profile is \(directory.profile)")
        }
        if directory.contains(directory.store) {
            throw BrokerError(
                .wrongState, "\(directory.path) has a store but no \(directory.settings)",
                hint: "restore broker.json from a backup, or choose another directory")
        }
    }

    private func profile(
        from authority: CertificateAuthority, trust: String, now: Date
    ) throws(IdentityError) -> ProfileDocument {
        let key = IdentityKey()
        let request = try CertificateRequest(pem: key.certificateRequest())
        let issued = try authority.issueClient(
            .operator(subscriber: subscriber, name: Self.admin), to: request, now: now, lifetime: Self.operatorLifetime)
        return ProfileDocument(
            api: ServiceURL.text(host: settings.preferredHost, port: settings.apiPort.number), subscriber: subscriber,
            operator: Self.admin, certificate: issued.pem, key: key.pem, trust: trust)
    }
}
