import BeckonWire
import BrokerCore

extension BrokerStoreConformance {
    static let operatorChecks = [
        StoreCheck("an operator is kept under its name, within its subscriber, with an audit row") { store in
            try await subscribers(store)
            let ci = Records.operator("ci"), stranger = Records.operator("ci", of: "globex", proof: "other")
            try requireEqual(try await add(ci, store), true, "the first")
            try requireEqual(try await add(stranger, store), true, "another subscriber's of the same name")
            try requireEqual(try await store.operator(named: "ci", of: "acme"), ci, "by name")
            try requireEqual(try await store.operator(withToken: ci.proof), ci, "by token")
            try requireEqual(try await store.operator(named: "ci", of: "nobody"), nil, "of a stranger")
            try requireEqual(try await store.operator(withToken: "none"), nil, "of no token")
            try requireEqual(try await store.audit(of: "acme", after: 1, limit: 9).map(\.action), [.operatorCreated], "rows")
        },
        StoreCheck("a name is given again only where its credential is revoked or has expired") { store in
            try await subscribers(store)
            _ = try await add(Records.operator("ci"), store)
            let second = Records.operator("ci", proof: "second")
            try requireEqual(try await add(second, store), false, "while the first is good")
            try requireEqual(try await store.operator(named: "ci", of: "acme")?.proof, Records.operator("ci").proof, "the first")
            let later = Records.operator("ci", proof: "later", at: Records.operator("ci").expiresAt)
            try requireEqual(try await add(later, store), true, "once the first has expired")
            try requireEqual(
                try await store.revokeOperator("ci", of: "acme", at: Records.noon, audit: Records.audit(.operatorRevoked))?
                    .revokedAt,
                Records.noon, "revocation")
            try requireEqual(try await add(second, store), true, "once that is revoked")
            try requireEqual(try await store.operator(withToken: "later"), nil, "the revoked one's token")
        },
        StoreCheck("a revoked operator stays revoked: not renewed, not revoked again") { store in
            try await subscribers(store)
            _ = try await add(Records.operator("eve", credential: .certificate), store)
            let audit = Records.audit(.operatorRevoked)
            let first = try await store.revokeOperator("eve", of: "acme", at: Records.noon, audit: audit)
            let again = try await store.revokeOperator("eve", of: "acme", at: Records.noon.adding(seconds: 9), audit: audit)
            try requireEqual(again, first, "the second time")
            try requireEqual(
                try await store.renewOperator("eve", of: "acme", with: .init(serial: "2", expiresAt: Records.noon), audit: audit),
                false, "renewal")
            try requireEqual(try await store.revokeOperator("bob", of: "acme", at: Records.noon, audit: audit), nil, "a stranger")
            try requireEqual(try await store.audit(of: "acme", after: 2, limit: 9).map(\.action), [.operatorRevoked], "rows")
        },
        StoreCheck("a renewed certificate waits beside the one before, and takes its place when it is used") { store in
            try await subscribers(store)
            _ = try await add(Records.operator("eve", credential: .certificate), store)
            let renewed = OperatorRecord.Renewed(serial: "new", expiresAt: Records.noon.adding(seconds: 9999))
            try requireEqual(
                try await store.renewOperator("eve", of: "acme", with: renewed, audit: Records.audit()), true, "renewal")
            let waiting = try await store.operator(named: "eve", of: "acme")
            try requireEqual(waiting?.proof, "proof", "the one before")
            try requireEqual(waiting?.renewed, renewed, "the renewed one")
            let other = OperatorRecord.Renewed(serial: "other", expiresAt: Records.noon)
            try await store.promoteOperator("eve", of: "acme", to: other)
            try requireEqual(try await store.operator(named: "eve", of: "acme"), waiting, "after another was used")
            try await store.promoteOperator("eve", of: "acme", to: renewed)
            let record = try await store.operator(named: "eve", of: "acme")
            try requireEqual(record?.proof, "new", "serial")
            try requireEqual(record?.expiresAt, renewed.expiresAt, "end")
            try requireEqual(record?.renewed, nil, "what waits")
            _ = try await add(Records.operator("ci"), store)
            try requireEqual(
                try await store.renewOperator("ci", of: "acme", with: renewed, audit: Records.audit()), false, "a token")
        },
        StoreCheck("operators come in order of name, in pages") { store in
            try await subscribers(store)
            for name in ["c", "a", "b"] { _ = try await add(Records.operator(name, proof: name), store) }
            _ = try await add(Records.operator("d", of: "globex", proof: "d"), store)
            try requireEqual(try await store.operators(of: "acme", after: nil, limit: 2).map(\.name), ["a", "b"], "first page")
            try requireEqual(try await store.operators(of: "acme", after: "b", limit: 2).map(\.name), ["c"], "second page")
        },
    ]

    private static func add(_ record: OperatorRecord, _ store: any BrokerStore) async throws -> Bool {
        try await store.addOperator(record, audit: Records.audit(.operatorCreated, of: record.subscriber, subject: record.name))
    }
}
