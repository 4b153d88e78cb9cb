package import BeckonIdentity
import BeckonWire

/// The identity on disk. At every moment, whatever step was interrupted, the files tell of exactly one identity that works.
///
/// | file | |
/// | --- | --- |
/// | `machine.pem` | `MachineFile`: the identity in force; where it is, the machine is enrolled |
/// | `next-key.pem` | the key of an enrolment or a renewal under way, on disk before the broker hears of it |
/// | `enrollment.pem` | `PendingEnrollment`: an enrolment under way |
/// | `agent.json` | `AgentIdentity`: a copy of who it is, for people and scripts |
package struct IdentityStore: Sendable {
    let files: any IdentityFiles
    let keys: any MachineKeyStore
    /// Names the directory in messages.
    let directory: String

    static let machine = "machine.pem"
    static let nextKey = "next-key.pem"
    static let enrollment = "enrollment.pem"
    static let agent = "agent.json"

    package init(files: any IdentityFiles, keys: any MachineKeyStore, directory: String) {
        self.files = files
        self.keys = keys
        self.directory = directory
    }

    /// The identity in force; nil where the machine is not enrolled. Completes whatever was interrupted.
    /// - Throws: what is wrong with the files, and `.keyUnavailable` where the device with the key is gone.
    package func load() async throws(IdentityError) -> MachineIdentity? {
        try migrate()
        guard let identity = try await read() else {
            guard try files.read(Self.agent, secret: false) == nil else {
                throw unreadable(Self.agent, "it tells of a machine, and \(Self.machine) is missing")
            }
            return nil
        }
        // What is left over does no harm, and a full disk shall not keep a machine from its work.
        try? await tidyUp(after: identity)
        return identity
    }

    /// The enrolment under way, if there is one. Call it after `load`.
    package func pendingEnrollment() throws(IdentityError) -> PendingEnrollment? {
        guard let octets = try files.read(Self.enrollment, secret: true) else { return nil }
        do {
            return try PendingEnrollment(text: String(decoding: octets, as: UTF8.self))
        } catch {
            throw IdentityError(
                error.code, "\(directory)/\(Self.enrollment) cannot be understood: \(error.message)",
                hint: "enrol the machine again with: beckon-agent enroll --zero FILE")
        }
    }

    // MARK: what is under way

    /// The key of the enrolment or renewal under way: the one on disk, or a new one, on disk before it is used.
    /// - Parameters:
    ///   - identity: The one in force, whose key is no new one.
    ///   - isNew: Make one, whatever is there.
    package func keyUnderWay(besides identity: MachineIdentity?, isNew: Bool = false) async throws(IdentityError) -> MachineKey {
        if !isNew, let octets = try files.read(Self.nextKey, secret: true), let key = try await open(octets),
            key.fingerprint != identity?.leaf.keyFingerprint
        {
            return key
        }
        let key = try await keys.make()
        do {
            try files.replace(Self.nextKey, with: Array(key.stored.text.utf8))
        } catch {
            // Or a device would fill with keys while the disk is full.
            try? await dropKeys(besides: identity)
            throw error
        }
        return key
    }

    package func begin(_ enrollment: PendingEnrollment) throws(IdentityError) {
        try files.replace(Self.enrollment, with: Array(enrollment.text.utf8))
    }

    /// The enrolment was refused for good, and nobody shall go on asking. Its key stays.
    package func giveUpEnrollment() throws(IdentityError) {
        try files.remove(Self.enrollment)
    }

    /// Puts an identity in force, in one step. What failed before it has returned is to be repeated, or left.
    package func put(_ identity: MachineIdentity) throws(IdentityError) {
        try files.replace(Self.machine, with: Array(identity.file.text.utf8))
    }

    /// Removes what an identity in force no longer needs.
    package func tidyUp(after identity: MachineIdentity) async throws(IdentityError) {
        try writeCopy(of: identity.agent)
        let next = try storedNextKey()
        if next == nil || next == identity.credential.key.stored {
            // In this order: an enrolment under way has a key of its own under way.
            try files.remove(Self.enrollment)
            try files.remove(Self.nextKey)
        }
        try await dropKeys(besides: identity)
    }

    private func dropKeys(besides identity: MachineIdentity?) async throws(IdentityError) {
        let kept = [identity?.credential.key.stored, try storedNextKey()]
        try await keys.drop(allBut: kept.compactMap { $0 })
    }

    private func storedNextKey() throws(IdentityError) -> StoredKey? {
        guard let octets = try files.read(Self.nextKey, secret: true) else { return nil }
        return StoredKey(text: String(decoding: octets, as: UTF8.self))
    }

    // MARK: reading

    private func read() async throws(IdentityError) -> MachineIdentity? {
        guard let octets = try files.read(Self.machine, secret: true) else { return nil }
        guard let file = MachineFile(text: String(decoding: octets, as: UTF8.self)) else {
            throw unreadable(Self.machine, "it is not what an agent writes")
        }
        let key = try await keys.open(file.key)
        do {
            return try MachineIdentity(
                name: file.name, brokers: file.brokers, certificate: file.certificate, key: key, trust: file.trust,
                renewal: file.renewal)
        } catch {
            throw unreadable(Self.machine, error.message)
        }
    }

    /// Nil for what is no key any more: then a new one does as well.
    private func open(_ octets: [UInt8]) async throws(IdentityError) -> MachineKey? {
        guard let stored = StoredKey(text: String(decoding: octets, as: UTF8.self)) else { return nil }
        do {
            return try await keys.open(stored)
        } catch {
            if error.code == .keyUnavailable { throw error }
            return nil
        }
    }

    private func writeCopy(of agent: AgentIdentity) throws(IdentityError) {
        let octets = WireJSON.encode(agent) + [UInt8(ascii: "\n")]
        guard try files.read(Self.agent, secret: false) != octets else { return }
        try files.replace(Self.agent, with: octets)
    }

    func unreadable(_ name: String, _ reason: String) -> IdentityError {
        IdentityError(
            .inputOutput, "\(directory)/\(name) cannot be understood: \(reason)",
            hint: "put the file back from a copy, or remove \(directory) and enrol the machine again")
    }
}
