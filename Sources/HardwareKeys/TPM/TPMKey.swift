import AgentCore
import BeckonIdentity
import Logging

/// A key that only the machine's TPM can use.
struct TPMKey: HardwareKey {
    let tpm: TPM
    let name: TPMReference
    let publicKeyDER: [UInt8]
    let log: Logger

    var reference: String { "\(name)" }

    func signature(of message: [UInt8]) async throws(IdentityError) -> [UInt8] {
        do {
            return try await tpm.sign(message, with: name)
        } catch {
            log.error("the machine's key cannot sign: \(error)")
            throw error
        }
    }
}
