import AgentCore
import BeckonIdentity
import Crypto
import Testing

/// The key signs what its own public part verifies.
func expectSigns(_ key: MachineKey, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    guard case .hardware(let key) = key else {
        Issue.record("the key is in a file", sourceLocation: sourceLocation)
        return
    }
    // Longer than what a device takes in one piece.
    let message = [UInt8](repeating: 7, count: 3000)
    let signature = try await P256.Signing.ECDSASignature(derRepresentation: key.signature(of: message))
    let publicKey = try P256.Signing.PublicKey(derRepresentation: key.publicKeyDER)
    #expect(publicKey.isValidSignature(signature, for: message), sourceLocation: sourceLocation)
}

/// The device cannot be used, and the error says why and of which key.
func expectUnavailable(
    _ reason: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async throws {
    let error = await #expect(throws: IdentityError.self, sourceLocation: sourceLocation) { try await body() }
    #expect(
        error?.code == .keyUnavailable && error?.message.contains(reason) == true, "\(String(describing: error))",
        sourceLocation: sourceLocation)
}
