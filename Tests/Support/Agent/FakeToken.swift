package import AgentCore
package import BeckonIdentity
import Crypto
import Synchronization

/// A token that makes keys and never shows them. It can be pulled out.
package final class FakeToken: MachineKeyStore {
    private let state = Mutex((keys: [String: P256.Signing.PrivateKey](), made: 0, isGone: false))

    package init() {}

    /// Of the keys that it holds.
    package var references: [String] { state.withLock { $0.keys.keys.sorted() } }
    package func remove() { state.withLock { $0.isGone = true } }

    package func make() async -> MachineKey {
        let key = P256.Signing.PrivateKey()
        let reference = state.withLock { state in
            state.made += 1
            state.keys["pkcs11:object=beckon-\(state.made)"] = key
            return "pkcs11:object=beckon-\(state.made)"
        }
        return .hardware(Key(token: self, reference: reference, publicKeyDER: Array(key.publicKey.derRepresentation)))
    }

    package func open(_ stored: StoredKey) async throws(IdentityError) -> MachineKey {
        switch stored {
        case .pem(let pem): return .file(try IdentityKey(pem: pem))
        case .reference(let reference):
            let key = try key(reference)
            return .hardware(Key(token: self, reference: reference, publicKeyDER: Array(key.publicKey.derRepresentation)))
        }
    }

    package func drop(allBut kept: [StoredKey]) async throws(IdentityError) {
        state.withLock { state in state.keys = state.keys.filter { kept.contains(.reference($0.key)) } }
    }

    fileprivate func key(_ reference: String) throws(IdentityError) -> P256.Signing.PrivateKey {
        guard let key = state.withLock({ $0.isGone ? nil : $0.keys[reference] }) else {
            throw IdentityError(.keyUnavailable, "no token has \(reference)")
        }
        return key
    }

    private struct Key: HardwareKey {
        let token: FakeToken
        let reference: String
        let publicKeyDER: [UInt8]

        func signature(of message: [UInt8]) async throws(IdentityError) -> [UInt8] {
            guard let signature = try? token.key(reference).signature(for: message) else {
                throw IdentityError(.keyUnavailable, "the token is gone")
            }
            return Array(signature.derRepresentation)
        }
    }
}
