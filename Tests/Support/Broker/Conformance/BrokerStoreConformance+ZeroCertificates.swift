import BeckonWire
import BrokerCore

extension BrokerStoreConformance {
    static let zeroCertificateChecks = [
        StoreCheck("a zero certificate is its subscriber's alone") { store in
            try await subscribers(store)
            try await store.addZeroCertificate(Records.zero(1))
            try requireEqual(try await store.zeroCertificate(Records.id(1), of: "acme"), Records.zero(1), "by its subscriber")
            try requireEqual(try await store.zeroCertificate(Records.id(1), of: "globex"), nil, "by another")
            try requireEqual(try await store.zeroCertificate(Records.id(2), of: "acme"), nil, "an unknown one")
        },
        StoreCheck("zero certificates come in order of id, in pages, with their machines counted") { store in
            try await subscribers(store)
            for number in [3, 1, 2] { try await store.addZeroCertificate(Records.zero(number)) }
            try await store.addZeroCertificate(Records.zero(4, of: "globex"))
            for number in 11...13 { _ = try await store.enroll(Records.machine(number, zero: 2)) }
            let first = try await store.zeroCertificates(of: "acme", after: nil, limit: 3)
            try requireEqual(first.map(\.0.id), [Records.id(0), Records.id(1), Records.id(2)], "first page")
            try requireEqual(first.map(\.machines), [0, 0, 3], "machines")
            let second = try await store.zeroCertificates(of: "acme", after: first.last?.0.id, limit: 3)
            try requireEqual(second.map(\.0), [Records.zero(3)], "second page")
        },
        StoreCheck("a zero certificate is kept with its bounds, in one step with its audit row") { store in
            try await subscribers(store)
            let before = try await store.audit(of: "acme", after: 0, limit: 9).count
            let zero = Records.zero(1, bounds: bounds)
            try await store.addZeroCertificate(zero, audit: Records.audit(.zeroCreated, subject: "rack-7"))
            try requireEqual(try await store.zeroCertificate(zero.id, of: "acme"), zero, "the zero certificate")
            try requireEqual(
                try await store.audit(of: "acme", after: before, limit: 9).map(\.subject), ["rack-7"], "audit rows")
        },
        StoreCheck("of 100 enrolments at once, a zero certificate lets in as many as it has uses") { store in
            try await subscribers(store)
            try await store.addZeroCertificate(Records.zero(1, bounds: ZeroBounds(uses: 7)))
            let rows = try await store.audit(of: "acme", after: 0, limit: 9).count
            let decisions = try await atOnce(100) { try await store.enroll(Records.machine($0, zero: 1)) }
            try requireEqual(decisions.count { $0 == .enrolled }, 7, "enrolled")
            let zero = try await store.zeroCertificate(Records.id(1), of: "acme")
            try requireEqual(zero?.uses, 7, "uses")
            try requireEqual(zero?.lastUsedAt, Records.noon, "last use")
            try requireEqual(decisions.count { $0 == zero.map { .refused(.usedUp, by: $0) } }, 93, "refused")
            try requireEqual(try await store.machines(of: "acme", after: nil, limit: 999).count, 7, "machines")
            try requireEqual(try await store.audit(of: "acme", after: rows, limit: 999).count, 7, "audit rows")
        },
        StoreCheck("a key that enrols again and a name that is taken are no uses") { store in
            try await subscribers(store)
            try await store.addZeroCertificate(Records.zero(1, bounds: ZeroBounds(uses: 1)))
            let machine = Records.machine(1, zero: 1)
            for _ in 0..<3 { _ = try await store.enroll(machine) }
            try requireEqual(try await store.enroll(Records.machine(2, key: "key-1", zero: 1)), .known(machine), "the same key")
            try requireEqual(
                try await store.enroll(Records.machine(3, name: "web-1", zero: 1)), .nameTaken(by: machine.id), "the same name")
            try requireEqual(try await store.zeroCertificate(Records.id(1), of: "acme")?.uses, 1, "uses")
        },
        StoreCheck("so many machines of a zero certificate may await their approval") { store in
            try await subscribers(store)
            try await store.addZeroCertificate(Records.zero(1, bounds: ZeroBounds(approval: true)))
            try await store.addZeroCertificate(Records.zero(2, bounds: ZeroBounds(approval: true)))
            @Sendable func pending(_ number: Int, zero: Int = 1) -> MachineRecord {
                var machine = Records.machine(number, zero: zero)
                machine.state = .pending
                machine.certificate = nil
                return machine
            }
            let limit = ZeroCertificateRecord.queueLimit
            _ = try await atOnce(limit) { try await store.enroll(pending($0)) }
            guard case .refused(.queueFull, _) = try await store.enroll(pending(limit + 1)) else {
                throw BrokenPromise(description: "one too many was let in")
            }
            try requireEqual(try await store.enroll(pending(limit + 2, zero: 2)), .enrolled, "one of another zero certificate")
            _ = try await store.update(Records.id(1)) { record in
                record.approve()
                return ((), nil)
            }
            try requireEqual(try await store.enroll(pending(limit + 3)), .enrolled, "one that takes the place of an approved one")
        },
        StoreCheck("a zero certificate is revoked once, by its subscriber, in one step with its audit row") { store in
            try await subscribers(store)
            try await store.addZeroCertificate(Records.zero(1, bounds: bounds))
            _ = try await store.enroll(Records.machine(1, zero: 1))
            let before = try await store.audit(of: "acme", after: 0, limit: 9).count
            func revoke(_ number: Int, of subscriber: String = "acme", after seconds: Int) async throws
                -> (ZeroCertificateRecord, machines: Int)?
            {
                try await store.revokeZeroCertificate(
                    Records.id(number), of: subscriber, at: Records.noon.adding(seconds: seconds),
                    audit: Records.audit(.zeroRevoked, of: subscriber, subject: "rack-7"))
            }
            try require(try await revoke(1, of: "globex", after: 1) == nil, "revoked by another subscriber")
            try require(try await revoke(9, after: 1) == nil, "an unknown one was revoked")
            for seconds in [5, 9] {
                let (zero, machines) = try await revoke(1, after: seconds) ?? (Records.zero(9), 0)
                try requireEqual(zero.revokedAt, Records.noon.adding(seconds: 5), "when")
                try requireEqual(machines, 1, "machines")
            }
            guard case .refused(.revoked, _) = try await store.enroll(Records.machine(2, zero: 1)) else {
                throw BrokenPromise(description: "a revoked one was used")
            }
            try requireEqual(
                try await store.audit(of: "acme", after: before, limit: 9).map(\.action), [.zeroRevoked], "audit rows")
        },
    ]

    private static let bounds = ZeroBounds(
        uses: 3, networks: ["192.0.2.0/24"], names: "web-[0-9]+", labels: ["role": "web"], approval: false)
}
