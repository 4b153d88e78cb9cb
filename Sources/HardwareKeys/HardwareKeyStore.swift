package import AgentCore
package import BeckonIdentity
package import Logging

/// The machine's keys in a PKCS #11 token or in its TPM, never in a file.
///
/// Where the reference names a place, every `make` is a new key. Where it names a key, `make` answers that one each time.
package struct HardwareKeyStore: MachineKeyStore {
    private let configured: KeyReference
    private let token: Token?
    private let tpm = TPM()
    private let made: MadeKeys
    private let log: Logger

    /// Nothing is loaded and no device is asked before the first key is needed.
    ///
    /// - Parameters:
    ///   - reference: `key:` of the agent's configuration.
    ///   - directory: The agent's data directory, where `made-keys` says which keys the agent has made in a token.
    ///   - log: Told where a device does not sign: the handshake itself fails without a reason.
    /// - Throws: `.invalidKeyReference`.
    package init(reference: String, directory: String, log: Logger) throws(IdentityError) {
        configured = try KeyReference(reference)
        self.log = log
        made = MadeKeys(path: directory + "/made-keys")
        switch configured {
        case .token(let name):
            guard let module = name.modulePath else {
                throw IdentityError(
                    .invalidKeyReference, "\(name): it does not say which module speaks to the token",
                    hint: "add ?module-path=/path/of/module.so, such as /usr/lib/softhsm/libsofthsm2.so")
            }
            token = Token(modulePath: module, pinFile: name.pinFile)
        case .tpm: token = nil
        }
    }

    package func make() async throws(IdentityError) -> MachineKey {
        switch configured {
        case .token(let name) where name.namesKey: try await open(token: name)
        case .token(let name): try await makeInToken(name)
        case .tpm(.place(let parent)): try await makeInTPM(parent)
        case .tpm(let name): try await open(tpm: name)
        }
    }

    package func open(_ stored: StoredKey) async throws(IdentityError) -> MachineKey {
        switch stored {
        case .pem: return try FileKeyStore().open(stored)
        case .reference(let text):
            switch try KeyReference(text) {
            case .token(let name): return try await open(token: name)
            case .tpm(let name): return try await open(tpm: name)
            }
        }
    }

    package func drop(allBut kept: [StoredKey]) async throws(IdentityError) {
        for reference in try made.all() where !kept.contains(.reference(reference)) {
            guard let token, case .token(let name) = try KeyReference(reference) else { continue }
            try await token.destroy(name)
            try made.remove(reference)
        }
    }

    // MARK: Tokens

    private func makeInToken(_ place: TokenReference) async throws(IdentityError) -> MachineKey {
        let token = try configuredToken(for: place)
        // Before anything is written down: a token that is away must not fill the list.
        try await token.reach(place)
        var name = place.tokenOnly
        name.id = Self.newID()
        try made.add("\(name)")
        return .hardware(TokenKey(token: token, name: name, publicKeyDER: try await token.makeKey(name), log: log))
    }

    private func open(token name: TokenReference) async throws(IdentityError) -> MachineKey {
        let token = try configuredToken(for: name)
        return .hardware(TokenKey(token: token, name: name, publicKeyDER: try await token.publicKey(name), log: log))
    }

    private func configuredToken(for name: TokenReference) throws(IdentityError) -> Token {
        guard let token else {
            throw IdentityError(
                .keyUnavailable,
                "\(name.withoutQuery): the machine's key is in a token, and the configuration says \(configured)",
                hint: "enrol the machine anew to move it to another kind of device")
        }
        return token
    }

    private static func newID() -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    // MARK: TPM

    private func makeInTPM(_ parent: UInt32?) async throws(IdentityError) -> MachineKey {
        let key = try await tpm.makeKey(parent: parent)
        return .hardware(TPMKey(tpm: tpm, name: key.reference, publicKeyDER: key.publicKeyDER, log: log))
    }

    private func open(tpm name: TPMReference) async throws(IdentityError) -> MachineKey {
        .hardware(TPMKey(tpm: tpm, name: name, publicKeyDER: try await tpm.publicKey(name), log: log))
    }
}
