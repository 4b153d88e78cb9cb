import BeckonIdentity
import CCryptoki
import Crypto

extension Token {
    /// Runs `body` in a session with the token that `reference` names, logged in where there is a PIN.
    ///
    /// Once more, with the module started anew, where the module may only have lost sight of the token.
    func withSession<Value>(
        _ reference: TokenReference, _ body: (borrowing TokenSession) throws(CryptokiFailure) -> Value
    ) throws(IdentityError) -> Value {
        let module = try startedModule()
        if case .done(let value) = try attempt(reference, module, body) { return value }
        do {
            try module.restart()
        } catch {
            throw failure(reference, "\(error)")
        }
        switch try attempt(reference, module, body) {
        case .done(let value): return value
        case .lost(let reason): throw failure(reference, reason)
        }
    }

    private enum Attempt<Value> {
        case done(Value)
        /// The token is not to be seen, and why.
        case lost(String)
    }

    private func attempt<Value>(
        _ reference: TokenReference, _ module: TokenModule, _ body: (borrowing TokenSession) throws(CryptokiFailure) -> Value
    ) throws(IdentityError) -> Attempt<Value> {
        do {
            let tokens = try module.tokens()
            let matching = tokens.filter { $0.information.matches(reference) }
            guard matching.count <= 1 else {
                throw failure(reference, "\(matching.count) tokens are called so", hint: "name one by its serial")
            }
            guard let token = matching.first else {
                return .lost("there is no such token" + Self.others(tokens.map { CK_TOKEN_INFO.text($0.information.label) }))
            }
            let session = try TokenSession(module.functions, slot: token.slot)
            try logIn(session, token.information, reference)
            return .done(try body(session))
        } catch let error as IdentityError {
            throw error
        } catch let error as CryptokiFailure where error.mayPass {
            return .lost("\(error)")
        } catch {
            throw failure(reference, "\(error)")
        }
    }

    private static func others(_ all: [String]) -> String {
        // One that was never set up has no label.
        let labels = all.filter { !$0.isEmpty }
        return labels.isEmpty
            ? "" : " (those that are there: \(labels.sorted().map { PercentEncoding.encode($0) }.joined(separator: ", ")))"
    }

    /// The module, loaded at the first call: until then a machine without it is as good as any.
    private func startedModule() throws(IdentityError) -> TokenModule {
        if let module { return module }
        let started = try TokenModule(path: modulePath)
        module = started
        return started
    }

    private func logIn(
        _ session: borrowing TokenSession, _ token: CK_TOKEN_INFO, _ reference: TokenReference
    ) throws(IdentityError) {
        guard let pinFile else {
            guard token.flags & CKF_LOGIN_REQUIRED == 0 else {
                throw failure(reference, "the token wants a PIN", hint: "add pin-source=file:/path to the key reference")
            }
            return
        }
        let pin = try readPIN(pinFile)
        let digest = SHA256.hash(data: pin)
        guard digest != refusedPIN else { throw wrongPIN(reference, pinFile) }
        guard token.flags & CKF_USER_PIN_LOCKED == 0 else { throw failure(reference, "the PIN is locked") }
        guard token.flags & CKF_USER_PIN_FINAL_TRY == 0 else {
            throw failure(
                reference, "one more wrong PIN would lock the token, so it is not tried",
                hint: "log in with the token's own tool, which resets the count")
        }
        do {
            try session.logIn(pin: pin)
            refusedPIN = nil
        } catch {
            guard error.isRefusedPIN else { throw failure(reference, "\(error)") }
            refusedPIN = digest
            throw wrongPIN(reference, pinFile)
        }
    }

    private func readPIN(_ path: String) throws(IdentityError) -> [UInt8] {
        var pin = try DurableFile.readSecret(path, limit: 1024)
        if pin.last == UInt8(ascii: "\n") { pin.removeLast() }
        guard !pin.isEmpty else { throw IdentityError(.keyUnavailable, "the PIN file \(path) is empty") }
        return pin
    }

    private func wrongPIN(_ reference: TokenReference, _ path: String) -> IdentityError {
        failure(
            reference, "the PIN in \(path) is wrong",
            hint: "it is not tried again until the file changes or the agent starts anew")
    }

    func failure(_ reference: TokenReference, _ reason: String, hint: String? = nil) -> IdentityError {
        IdentityError(.keyUnavailable, "\(reference.withoutQuery): \(reason)", hint: hint)
    }
}
