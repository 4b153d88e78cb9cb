package import BeckonIdentity

/// Makes this machine's keys and finds them again. Which keys there are, and which of them is in force, is written in the data
/// directory (`MachineFile`); a store of keys in a device may keep a record of what it has made there, so that it can drop it.
///
/// Implemented by `FileKeyStore`, by `HardwareKeys`, and by a fake in the tests.
package protocol MachineKeyStore: Sendable {
    /// A new key. A device has it for good when this returns; a key in a file is written down by the caller.
    /// - Throws: `.keyUnavailable`.
    func make() async throws(IdentityError) -> MachineKey

    /// The key that a file of the data directory tells of. A store of hardware keys takes a key in PEM too: it was made before
    /// hardware was configured, and the next renewal moves the machine into the device.
    /// - Throws: `.keyUnavailable` where the device is gone, `.notFound` where it has no such key: never another key in its stead.
    func open(_ stored: StoredKey) async throws(IdentityError) -> MachineKey

    /// Destroys every key that this store made for this machine but these: those of earlier certificates, and those that a crash
    /// left between `make` and the file that would have told of them. Nothing is destroyed that another agent may own.
    /// - Throws: `.keyUnavailable`; the caller goes on, and tries again after the next renewal.
    func drop(allBut kept: [StoredKey]) async throws(IdentityError)
}
