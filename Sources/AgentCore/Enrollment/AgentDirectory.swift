package import BeckonIdentity

/// The agent's data directory, for its user alone and locked by the process that uses it.
///
/// | file | |
/// | --- | --- |
/// | `machine.pem`, `next-key.pem`, `enrollment.pem`, `agent.json` | who the machine is: `IdentityStore` |
/// | `journal.log`, `spool/` | `Journal` and the output that waits |
package struct AgentDirectory: Sendable {
    package let path: String
    private let lock: DirectoryLock

    /// Makes the directory if need be, and locks it.
    package init(path: String) throws(IdentityError) {
        try DurableFile.createDirectory(path, mode: 0o700)
        lock = try DirectoryLock(directory: path)
        try DurableFile.createDirectory(path + "/spool", mode: 0o700)
        self.path = path
    }

    package var spool: String { path + "/spool" }

    /// - Parameter keys: Where the machine's keys are made and kept.
    package func identities(keys: any MachineKeyStore = FileKeyStore()) -> IdentityStore {
        IdentityStore(files: DiskIdentityFiles(directory: path), keys: keys, directory: path)
    }
}
