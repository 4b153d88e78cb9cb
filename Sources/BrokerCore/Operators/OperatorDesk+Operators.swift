import BeckonIdentity
package import BeckonWire

extension OperatorDesk {
    package func createOperator(
        _ request: NewOperatorRequest, by caller: OperatorCaller
    ) async throws(Problem) -> OperatorCertificateResponse {
        try caller.require(.manageOperators)
        do { try request.validate() } catch { throw Problem(error) }
        let now = dispatch.now()
        let issued = try issuer.issue(
            .operator(subscriber: caller.subscriber, name: request.name), to: CertificateRequest(csr: request.csr), at: now,
            lifetime: request.expires ?? Self.certificateLifetime)
        let record = OperatorRecord(
            subscriber: caller.subscriber, name: request.name, credential: .certificate, grant: request.grant, createdAt: now,
            createdBy: caller.name, expiresAt: issued.expiresAt, proof: issued.serial)
        try await add(record, .operatorCreated, by: caller)
        return OperatorCertificateResponse(operator: record.view, certificate: issued.certificate, trust: issuer.trust)
    }

    package func createToken(
        _ request: NewTokenRequest, by caller: OperatorCaller
    ) async throws(Problem) -> TokenResponse {
        try caller.require(.manageOperators)
        do { try request.validate() } catch { throw Problem(error) }
        let now = dispatch.now(), token = OperatorToken.generate()
        let record = OperatorRecord(
            subscriber: caller.subscriber, name: request.name, credential: .token, grant: request.grant, createdAt: now,
            createdBy: caller.name, expiresAt: now.adding(seconds: request.expires ?? Self.tokenLifetime),
            proof: OperatorToken.hash(token))
        try await add(record, .tokenCreated, by: caller)
        return TokenResponse(operator: record.view, token: token, trust: issuer.trust)
    }

    package func renewOperator(
        _ name: String, _ request: RenewalRequest, by caller: OperatorCaller
    ) async throws(Problem) -> OperatorCertificateResponse {
        guard name == caller.name else {
            throw Problem(.forbidden, "operator \(caller.name) renews its own certificate and nobody else's")
        }
        do { try request.validate() } catch { throw Problem(error) }
        let known = try await dispatch.stored { try await dispatch.store.operator(named: name, of: caller.subscriber) }
        guard let record = known, record.credential == .certificate else {
            throw Problem(.forbidden, "operator \(name) has a token and no certificate", hint: "beckon token create")
        }
        let now = dispatch.now()
        let issued = try issuer.issue(
            .operator(subscriber: caller.subscriber, name: name), to: CertificateRequest(csr: request.csr), at: now,
            lifetime: Self.certificateLifetime)
        let renewed = OperatorRecord.Renewed(serial: issued.serial, expiresAt: issued.expiresAt)
        let audit = caller.audit(.operatorRenewed, name, at: now, "until \(issued.expiresAt)")
        let isRenewed = try await changing {
            try await dispatch.store.renewOperator(name, of: caller.subscriber, with: renewed, audit: audit)
        }
        guard isRenewed else { throw Problem(.revoked, "operator \(name) is revoked") }
        return OperatorCertificateResponse(operator: record.view, certificate: issued.certificate, trust: issuer.trust)
    }

    package func operators(
        after: String?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<OperatorView> {
        try caller.require(.manageOperators)
        return try await dispatch.stored {
            let (records, next) = try await page(limit, from: after, id: \.name, octets: { _ in 0 }) {
                try await dispatch.store.operators(of: caller.subscriber, after: $0, limit: $1)
            }
            return Page(items: records.map(\.view), next: next)
        }
    }

    package func revokeOperator(_ name: String, by caller: OperatorCaller) async throws(Problem) -> OperatorView {
        try caller.require(.manageOperators)
        let now = dispatch.now()
        let record = try await changing {
            try await dispatch.store.revokeOperator(
                name, of: caller.subscriber, at: now, audit: caller.audit(.operatorRevoked, name, at: now))
        }
        guard let record else { throw Problem(.notFound, "there is no operator \(quoted(name))") }
        return record.view
    }

    /// Seconds: 90 days.
    private static let certificateLifetime = 90 * 86_400
    /// Seconds: 30 days.
    private static let tokenLifetime = 30 * 86_400

    private func add(_ record: OperatorRecord, _ action: AuditAction, by caller: OperatorCaller) async throws(Problem) {
        var narrowed = record.grant.role.rawValue
        if let query = record.grant.where { narrowed += ", where \(query)" }
        if let executors = record.grant.executors { narrowed += ", executors \(executors.joined(separator: " "))" }
        let audit = caller.audit(action, record.name, at: record.createdAt, "\(narrowed), until \(record.expiresAt)")
        guard try await changing({ try await dispatch.store.addOperator(record, audit: audit) }) else {
            throw Problem(
                .nameTaken, "there is an operator \(record.name) of \(record.subscriber)",
                hint: "revoke it first, or choose another name")
        }
    }

    /// Whatever becomes of the change, what was known is read again.
    private func changing<Answer: Sendable>(_ body: () async throws -> Answer) async throws(Problem) -> Answer {
        defer { dispatch.operators.forget() }
        return try await dispatch.stored(body)
    }
}

extension OperatorCaller {
    /// What the audit log says of something that this operator did.
    func audit(_ action: AuditAction, _ subject: String, at time: Timestamp, _ detail: String = "") -> AuditEntry {
        AuditEntry(
            at: time, subscriber: subscriber, actor: actor, address: address, action: action, subject: subject, detail: detail)
    }
}
