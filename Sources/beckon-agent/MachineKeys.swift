import AgentCore
import BeckonIdentity
import Glibc
import HardwareKeys
import Logging

/// Where the machine's keys are made and kept.
enum MachineKeys {
    /// In hardware where `BECKON_KEY` or else the configuration says so, and never in a file then; in files of the data directory where
    /// nothing is said.
    static func store(configured: String?, directory: String, log: Logger) throws(IdentityError) -> any MachineKeyStore {
        let variable = getenv("BECKON_KEY").map { String(cString: $0) } ?? ""
        guard let reference = variable.isEmpty ? configured : variable else { return FileKeyStore() }
        return try HardwareKeyStore(reference: reference, directory: directory, log: log)
    }
}
