import BeckonWire
import BrokerCore

extension BrokerStoreConformance {
    static let subscriberChecks = [
        StoreCheck("a subscriber is kept once") { store in
            let acme = SubscriberRecord(name: "acme", createdAt: Records.noon)
            try await store.addSubscriber(acme)
            try await store.addSubscriber(SubscriberRecord(name: "acme", createdAt: Records.noon.adding(seconds: 9)))
            try await store.addSubscriber(SubscriberRecord(name: "globex", createdAt: Records.noon))
            let all = try await store.subscribers()
            try requireEqual(all.map(\.name).sorted(), ["acme", "globex"], "subscribers")
            try require(all.contains(acme), "the first record of acme was replaced")
        }
    ]

    static let machineChecks = [
        StoreCheck("an enrolled machine is found by id and by name") { store in
            try await subscribers(store)
            let machine = Records.machine(1)
            try requireEqual(try await store.enroll(machine), .enrolled, "enrolment")
            try requireEqual(try await store.machine(machine.id), machine, "by id")
            try requireEqual(try await store.machine(named: "web-1", of: "acme"), machine, "by name")
            try requireEqual(try await store.machine(named: "web-1", of: "globex"), nil, "by name of another subscriber")
            try requireEqual(try await store.machine(Records.id(9)), nil, "an unknown one")
        },
        StoreCheck("enrolment is idempotent by key and unique by name, within a subscriber") { store in
            try await subscribers(store)
            let first = Records.machine(1)
            _ = try await store.enroll(first)
            let sameKey = Records.machine(2, name: "other", key: first.keyFingerprint)
            try requireEqual(try await store.enroll(sameKey), .known(first), "the same key")
            try requireEqual(try await store.machine(named: "other", of: "acme"), nil, "the name of the same key's second try")
            try requireEqual(try await store.enroll(Records.machine(3, name: "web-1")), .nameTaken(by: first.id), "the same name")
            let stranger = Records.machine(4, of: "globex", name: "web-1", key: first.keyFingerprint)
            try requireEqual(try await store.enroll(stranger), .enrolled, "another subscriber's machine of that key and name")
        },
        StoreCheck("100 enrolments of one key at once make one machine") { store in
            try await subscribers(store)
            let decisions = try await atOnce(100) { try await store.enroll(Records.machine($0, name: "one", key: "one")) }
            try requireEqual(decisions.count { $0 == .enrolled }, 1, "enrolled")
            let stored = try await store.machines(of: "acme", after: nil, limit: 1000)
            try requireEqual(stored.count, 1, "machines")
            try requireEqual(decisions.count { $0 == .known(stored[0]) }, 99, "answered with the one that was stored")
        },
        StoreCheck("100 enrolments of one name at once make one machine") { store in
            try await subscribers(store)
            let decisions = try await atOnce(100) { try await store.enroll(Records.machine($0, name: "one")) }
            try requireEqual(decisions.count { $0 == .enrolled }, 1, "enrolled")
            let stored = try await store.machines(of: "acme", after: nil, limit: 1000)
            try requireEqual(stored.count, 1, "machines")
            try requireEqual(decisions.count { $0 == .nameTaken(by: stored[0].id) }, 99, "refused")
        },
        StoreCheck("machines come in order of id, in pages") { store in
            try await subscribers(store)
            for number in [2, 5, 1, 4, 3] { _ = try await store.enroll(Records.machine(number)) }
            _ = try await store.enroll(Records.machine(6, of: "globex"))
            let first = try await store.machines(of: "acme", after: nil, limit: 3)
            try requireEqual(first.map(\.name), ["web-1", "web-2", "web-3"], "first page")
            let second = try await store.machines(of: "acme", after: first.last?.id, limit: 3)
            try requireEqual(second.map(\.name), ["web-4", "web-5"], "second page")
        },
        StoreCheck("session and time of last word of a machine are kept") { store in
            try await subscribers(store)
            for number in 1...2 { _ = try await store.enroll(Records.machine(number)) }
            let later = Records.noon.adding(seconds: 5)
            try await store.setSession(journal: "j1", run: 7, of: Records.id(1))
            try await store.setLastHeard([Records.id(1): later])
            var expected = Records.machine(1)
            expected.journal = "j1"
            expected.run = 7
            expected.lastHeardAt = later
            try requireEqual(try await store.machine(Records.id(1)), expected, "the machine")
            try requireEqual(try await store.machine(Records.id(2)), Records.machine(2), "its neighbour")
        },
    ]

    static let executorChecks = [
        StoreCheck("a catalogue replaces the one before, and equal ones are one") { store in
            try await subscribers(store)
            for number in 1...3 { _ = try await store.enroll(Records.machine(number)) }
            _ = try await store.enroll(Records.machine(4, of: "globex"))
            let old = ExecutorCatalogue(executors: [Records.executor("shell"), Records.executor("file")])
            let new = ExecutorCatalogue(executors: [Records.executor("shell", version: "2.0.0"), Records.executor("file")])
            for number in 1...4 { try await store.setCatalogue(old, digest: "sha256:old", of: Records.id(number)) }
            try await store.setCatalogue(new, digest: "sha256:new", of: Records.id(3))
            try requireEqual(try await store.machine(Records.id(3))?.catalogue, "sha256:new", "the machine's digest")
            try requireEqual(try await store.catalogue("sha256:old"), old, "the old catalogue")
            try requireEqual(try await store.catalogue("sha256:new"), new, "the new catalogue")
            try requireEqual(try await store.catalogue("sha256:none"), nil, "an unknown one")
            let expected = [
                ExecutorView(executor: Records.executor("file"), machines: 3),
                ExecutorView(executor: Records.executor("shell"), machines: 2),
                ExecutorView(executor: Records.executor("shell", version: "2.0.0"), machines: 1),
            ]
            try requireEqual(try await executors(store), expected, "executors")
        },
        StoreCheck("executors come in pages, in order of name and version, and none is lost between them") { store in
            try await subscribers(store)
            // Equal in name and version, each from another catalogue: what tells them apart is not in sight.
            var expected: [ExecutorView] = []
            for number in 1...3 {
                var executors = ["echo", "shell"].map { Records.executor($0, summary: "Kind \(number)") }
                executors.append(Records.executor("tool", version: "\(4 - number)/é"))
                _ = try await store.enroll(Records.machine(number))
                try await store.setCatalogue(
                    ExecutorCatalogue(executors: executors), digest: "sha256:\(number)", of: Records.id(number))
                expected += executors.map { ExecutorView(executor: $0, machines: 1) }
            }
            func isBefore(_ one: ExecutorView, _ other: ExecutorView) -> Bool {
                let keys = [one, other].map { ($0.executor.name, $0.executor.version, $0.executor.summary) }
                return keys[0] < keys[1]
            }
            expected.sort(by: isBefore)
            for size in [1, 2, 4, 9] {
                try requireEqual(try await executors(store, pages: size), expected, "pages of \(size)")
            }
            try requireEqual(
                try await executors(store, named: ["tool", "none"], pages: 2), expected.filter { $0.executor.name == "tool" },
                "those of a name")
            try requireEqual(try await executors(store, named: []), [], "none")
            try requireEqual(try await executors(store, of: "globex"), [], "another's")
        },
    ]

    /// Every executor, page by page.
    private static func executors(
        _ store: any BrokerStore, of subscriber: String = "acme", named: Set<String>? = nil, pages size: Int = 100
    ) async throws -> [ExecutorView] {
        var all: [RegisteredExecutor] = []
        while true {
            // As an operator gives it back.
            let after = all.last.flatMap { ExecutorCursor($0.cursor.description) }
            let page = try await store.executors(of: subscriber, named: named, after: after, limit: size)
            all += page
            if page.count < size { return all.map(\.view) }
        }
    }

    /// Both subscribers of the checks.
    static func subscribers(_ store: any BrokerStore) async throws {
        for name in ["acme", "globex"] {
            try await store.addSubscriber(SubscriberRecord(name: name, createdAt: Records.noon))
        }
        // The one that the machines of the checks enrol with: a store may hold that it exists.
        try await store.addZeroCertificate(Records.zero(0, of: "acme"))
    }

    /// Runs 1…count at once.
    static func atOnce<Answer: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Answer
    ) async throws -> [Answer] {
        try await withThrowingTaskGroup { group in
            for number in 1...count { group.addTask { try await body(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
