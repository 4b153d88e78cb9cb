import AgentCore
import BeckonIdentity
import Logging

/// A key in a PKCS #11 token.
struct TokenKey: HardwareKey {
    let token: Token
    let name: TokenReference
    let publicKeyDER: [UInt8]
    let log: Logger

    var reference: String { "\(name.withoutQuery)" }

    func signature(of message: [UInt8]) async throws(IdentityError) -> [UInt8] {
        do {
            return try await token.sign(message, with: name)
        } catch {
            log.error("the machine's key cannot sign: \(error)")
            throw error
        }
    }
}
