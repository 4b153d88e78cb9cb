import BeckonWire
import BrokerCore

extension BrokerStoreConformance {
    static let identityChecks = [
        StoreCheck("state, labels and certificates of a machine change in one step with their audit row") { store in
            try await subscribers(store)
            for number in 1...2 { _ = try await store.enroll(Records.machine(number)) }
            let before = try await store.audit(of: "acme", after: 0, limit: 9).count
            var expected = Records.machine(1)
            expected.state = .quarantined
            expected.stateReason = "copied"
            expected.labels = ["role": "web", "env": "test"]
            expected.next = Records.certificate(7)
            expected.previous = MachineCertificate.Retired(serial: "05", keyFingerprint: "key-5")
            expected.certificate?.firstUsedAt = Records.noon.adding(seconds: 3)
            let changed = expected
            let answer = try await store.update(Records.id(1)) { record in
                let seen = record
                record = changed
                return (seen, Records.audit(.machineQuarantined, subject: "web-1"))
            }
            try requireEqual(answer, Records.machine(1), "what the change saw")
            try requireEqual(try await store.machine(Records.id(1)), expected, "the machine")
            try requireEqual(try await store.machine(Records.id(2)), Records.machine(2), "its neighbour")
            let rows = try await store.audit(of: "acme", after: before, limit: 9)
            try requireEqual(rows.map(\.action), [.machineQuarantined], "audit rows")
        },
        StoreCheck("a machine may lose all its certificates") { store in
            try await subscribers(store)
            _ = try await store.enroll(Records.machine(1))
            _ = try await store.update(Records.id(1)) { record in
                record.revoke(because: "lost")
                return ((), nil)
            }
            let machine = try await store.machine(Records.id(1))
            try requireEqual(machine?.certificate, nil, "certificate")
            try requireEqual(machine?.state, .revoked, "state")
        },
        StoreCheck("a change that throws changes nothing and leaves no audit row; an unknown machine is not changed") { store in
            try await subscribers(store)
            _ = try await store.enroll(Records.machine(1))
            let before = try await store.audit(of: "acme", after: 0, limit: 9)
            do {
                _ = try await store.update(Records.id(1)) { record -> (answer: Void, audit: AuditEntry?) in
                    record.labels = ["role": "web"]
                    throw StoreError(.failed, "not today")
                }
                try require(false, "the error of the change was swallowed")
            } catch let error as StoreError {
                try requireEqual(error.message, "not today", "error")
            }
            try requireEqual(try await store.machine(Records.id(1)), Records.machine(1), "the machine")
            let nobody: Bool? = try await store.update(Records.id(9)) { _ in
                (true, Records.audit(.machineRevoked, subject: "nobody"))
            }
            try requireEqual(nobody, nil, "an unknown machine")
            try requireEqual(try await store.audit(of: "acme", after: 0, limit: 9), before, "audit rows")
        },
        StoreCheck("an enrolment has its audit row, a refused or repeated one has none") { store in
            try await subscribers(store)
            for number in [1, 1, 2] {
                _ = try await store.enroll(
                    Records.machine(number, name: "web-1"), audit: Records.audit(.machineEnrolled, subject: "\(number)"))
            }
            try requireEqual(try await store.audit(of: "acme", after: 1, limit: 9).map(\.subject), ["1"], "audit rows")
        },
        StoreCheck("who enrols under the name of an awaited machine takes its id, its labels and its history") { store in
            try await subscribers(store)
            _ = try await store.enroll(Records.machine(1))
            try await store.setCatalogue(
                ExecutorCatalogue(executors: [Records.executor()]), digest: "sha256:1", of: Records.id(1))
            try await store.setSession(journal: "old", run: 3, of: Records.id(1))
            _ = try await store.update(Records.id(1)) { record in
                record.labels = ["role": "web"]
                record.reidentify(because: "set up anew")
                return ((), nil)
            }
            let other = Records.machine(2, name: "web-1", key: "new")
            try requireEqual(try await store.enroll(other), .awaited(Records.id(1)), "under an id of its own")
            let successor = MachineRecord(
                id: Records.id(1), subscriber: "acme", name: "web-1", facts: ["os": "other"],
                enrolledAt: Records.noon.adding(seconds: 9), zeroCertificate: Records.id(0), keyFingerprint: "new",
                certificate: Records.certificate(2, key: "new"))
            try requireEqual(try await store.enroll(successor), .enrolled, "under the awaited one's id")
            var expected = successor
            expected.labels = ["role": "web"]
            expected.catalogue = "sha256:1"
            try requireEqual(try await store.machine(Records.id(1)), expected, "the machine")
            try requireEqual(try await store.enroll(successor), .known(expected), "the same again")
            let late = Records.machine(3, name: "web-1")
            try requireEqual(try await store.enroll(late), .nameTaken(by: Records.id(1)), "another one after it")
        },
        StoreCheck("an awaited machine may come back with the key that it had") { store in
            try await subscribers(store)
            _ = try await store.enroll(Records.machine(1))
            _ = try await store.update(Records.id(1)) { record in
                record.reidentify(because: "copied")
                return ((), nil)
            }
            let again = Records.machine(2, name: "web-1", key: "key-1")
            try requireEqual(try await store.enroll(again), .awaited(Records.id(1)), "under an id of its own")
            try requireEqual(try await store.enroll(Records.machine(1)), .enrolled, "under its id")
        },
    ]
}
