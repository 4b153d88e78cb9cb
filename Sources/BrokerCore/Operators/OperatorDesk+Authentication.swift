package import BeckonWire

extension OperatorDesk {
    package func authenticate(
        _ credential: OperatorCredential, from address: String?
    ) async throws(Problem) -> OperatorCaller {
        let entry =
            switch credential {
            case .certificate(let subscriber, let name, let serial, let expiresAt):
                try await certified(name, of: subscriber, serial: serial, expiresAt: expiresAt)
            case .token(let token): try await holder(of: token)
            }
        let record = entry.record
        guard record.revokedAt == nil else {
            throw Problem(
                .revoked, "operator \(record.name) of \(record.subscriber) is revoked", hint: "ask an admin for another")
        }
        guard dispatch.now() < record.expiresAt else {
            throw Problem(
                .certificateExpired, "the \(record.credential.rawValue) of operator \(record.name) expired at \(record.expiresAt)"
            )
        }
        return OperatorCaller(
            name: record.name, subscriber: record.subscriber, role: record.grant.role, scope: entry.scope, address: address)
    }

    private func certified(
        _ name: String, of subscriber: String, serial: String, expiresAt: Timestamp
    ) async throws(Problem) -> OperatorDirectory.Entry {
        let known = try await dispatch.stored { try await dispatch.operators.operator(named: name, of: subscriber) }
        let entry =
            if let known { known } else { try await firstAdmin(name, of: subscriber, serial: serial, expiresAt: expiresAt) }
        if let renewed = entry.record.renewed, renewed.serial == serial { return try await promoted(entry.record, to: renewed) }
        guard entry.record.credential == .certificate, entry.record.proof == serial else {
            throw Problem(
                .revoked, "this certificate of operator \(name) is not the one in force",
                hint: "use the newer certificate, or ask an admin for another")
        }
        return entry
    }

    /// A renewed certificate in its first use: the one before is refused from now on.
    private func promoted(
        _ record: OperatorRecord, to renewed: OperatorRecord.Renewed
    ) async throws(Problem) -> OperatorDirectory.Entry {
        try await dispatch.stored {
            try await dispatch.store.promoteOperator(record.name, of: record.subscriber, to: renewed)
            dispatch.operators.forget()
            guard let entry = try await dispatch.operators.operator(named: record.name, of: record.subscriber) else {
                throw Problem(.internalError, "operator \(record.name) was not stored")
            }
            return entry
        }
    }

    /// The admin whose certificate was made together with the subscriber's authority, before there was a store: it is recorded when it
    /// is first seen. Only the broker itself issues operator certificates, and each later one has its record before it is given out.
    private func firstAdmin(
        _ name: String, of subscriber: String, serial: String, expiresAt: Timestamp
    ) async throws(Problem) -> OperatorDirectory.Entry {
        guard name == Self.firstAdmin else {
            throw Problem(
                .forbidden, "operator \(name) is not known to \(subscriber)", hint: "ask an admin: beckon operator create")
        }
        let now = dispatch.now()
        let record = OperatorRecord(
            subscriber: subscriber, name: name, credential: .certificate, grant: OperatorGrant(role: .admin), createdAt: now,
            createdBy: "broker", expiresAt: expiresAt, proof: serial)
        let audit = AuditEntry(
            at: now, subscriber: subscriber, actor: "broker", address: nil, action: .operatorCreated, subject: name,
            detail: "admin, by the certificate that was made with the subscriber")
        return try await dispatch.stored {
            _ = try await dispatch.store.addOperator(record, audit: audit)
            guard let entry = try await dispatch.operators.operator(named: name, of: subscriber) else {
                throw Problem(.internalError, "operator \(name) was not stored")
            }
            return entry
        }
    }

    private static let firstAdmin = "admin"

    private func holder(of token: String) async throws(Problem) -> OperatorDirectory.Entry {
        let entry =
            OperatorToken.isWellFormed(token)
            ? try await dispatch.stored { try await dispatch.operators.operator(withToken: OperatorToken.hash(token)) } : nil
        guard let entry else {
            throw Problem(.unauthenticated, "the bearer token is not known", hint: "an admin makes one: beckon token create")
        }
        return entry
    }
}
