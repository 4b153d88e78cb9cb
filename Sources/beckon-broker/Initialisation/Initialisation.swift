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

    func run(now: Date) throws {
        // Before anything is made: the names are refused by those who will carry them.
        let brokerAuthority = try CertificateAuthority.broker(now: now, lifetime: NewSubscriber.authorityLifetime)
        let first = try NewSubscriber(subscriber, settings: settings, trust: brokerAuthority.certificatePEM, now: now)
        let server = try ServerDocument(hosts: settings.hosts, authority: brokerAuthority, now: now)

        try DurableFile.createDirectory(directory.path)
        let lock = try DirectoryLock(directory: directory.path)
        try refuseInitialised()
        try directory.writeBrokerAuthority(AuthoritySet(brokerAuthority))
        try directory.writeSubscriberAuthority(AuthoritySet(first.authority), of: subscriber)
        try directory.write(server, to: directory.server)
        try directory.write(first.profile, to: directory.profile)
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
}
