import BeckonWire
import BrokerCore

extension BrokerStoreConformance {
    static let auditChecks = [
        StoreCheck("audit rows are chained, each subscriber's by themselves") { store in
            try await subscribers(store)
            var last = try await store.auditHead(of: "acme")
            let before = last?.number ?? 0
            for number in 1...3 {
                try await store.append(audit: Records.audit(.machineRevoked, subject: "web-\(number)"))
                try await store.append(audit: Records.audit(.machineRevoked, of: "globex", subject: "db-\(number)"))
            }
            let rows = try await store.audit(of: "acme", after: before, limit: 9)
            try requireEqual(rows.map(\.number), Array(before + 1...before + 3), "numbers")
            try requireEqual(rows.map(\.subject), ["web-1", "web-2", "web-3"], "subjects")
            try requireEqual(
                try await store.audit(of: "globex", after: 0, limit: 9).map(\.number), [1, 2, 3], "another's numbers")
            for row in rows {
                try requireEqual(
                    row, Records.audit(.machineRevoked, subject: row.subject).record(after: last), "row \(row.number)")
                last = AuditPage.Head(number: row.number, hash: row.hash)
            }
            try requireEqual(try await store.auditHead(of: "acme"), last, "head")
            try requireEqual(try await store.auditHead(of: "nobody"), nil, "head of a stranger")
            try requireEqual(try await store.audit(of: "acme", after: before + 1, limit: 1), [rows[1]], "a page")
            try requireEqual(try await store.audit(of: "nobody", after: 0, limit: 9), [], "of a stranger")
        },
        StoreCheck("a first request has its audit row, a repeated one has none of its own") { store in
            try await subscribers(store)
            _ = try await store.enroll(Records.machine(1))
            let before = try await store.audit(of: "acme", after: 0, limit: 99).count
            let transaction = Records.transaction(101)
            let delivery = Records.delivery(of: transaction, to: Records.machine(1))
            for _ in 0..<2 {
                _ = try await store.submit(
                    transaction, deliveries: [delivery], idempotency: key("k"),
                    audit: Records.audit(subject: transaction.id.description))
            }
            let rows = try await store.audit(of: "acme", after: before, limit: 99)
            try requireEqual(rows.map(\.subject), [transaction.id.description], "rows")
        },
        StoreCheck("100 rows at once are one chain") { store in
            try await subscribers(store)
            _ = try await atOnce(100) { try await store.append(audit: Records.audit(subject: "\($0)")) }
            let rows = try await store.audit(of: "acme", after: 0, limit: 200)
            try requireEqual(rows.map(\.number), Array(1...rows.count), "numbers")
            try requireEqual(rows.count { $0.action == .transactionSubmitted }, 100, "rows")
            for (earlier, later) in zip(rows, rows.dropFirst()) { try requireEqual(later.previous, earlier.hash, "link") }
        },
    ]
}
