import BeckonWire
@testable import BrokerCore
import BrokerTestSupport
import Synchronization
import Testing

@Suite("The directory of machines is a pure cache")
struct MachineDirectoryTests {
    private let machine = Records.machine(1)
    private let transaction = Records.transaction(101)

    private func fetched(cancelRequested: Bool = false) -> DeliveryRecord {
        var record = Records.delivery(of: transaction, to: machine, state: .fetched)
        record.cancelRequested = cancelRequested
        return record
    }

    @Test func readsAMachineOnce() async throws {
        let store = FakeBrokerStore()
        _ = try await store.enroll(machine)
        let directory = MachineDirectory(store: store)
        for text in [machine.id.description, "web-1", "web-1"] {
            #expect(try await directory.machine(text, of: "acme")?.id == machine.id)
        }
        #expect(store.reads == 3)
        #expect(try await directory.machine(machine.id.description, of: "globex") == nil)
        #expect(try await directory.machine("web-1", of: "globex") == nil)
    }

    @Test func whatHappensWhileAMachineIsReadIsNotLost() async throws {
        let box = Mutex<MachineDirectory?>(nil)
        let change = fetched(cancelRequested: true)
        let store = FakeBrokerStore(whileReadingOpen: {
            let directory = box.withLock { $0 }
            directory?.note(change)
            directory?.note(catalogue: "sha256:new", of: change.machine)
        })
        _ = try await store.enroll(machine)
        let directory = MachineDirectory(store: store)
        box.withLock { $0 = directory }
        let first = try await directory.machine(machine.id)
        #expect(store.reads == 2)
        for known in [first, try await directory.machine(machine.id)] {
            #expect(known?.open[transaction.id]?.cancelRequested == true)
            #expect(known?.catalogue == "sha256:new")
        }
    }

    @Test func aMachineWhoseStepFailedIsReadAgain() async throws {
        let store = FakeBrokerStore()
        _ = try await store.enroll(machine)
        let directory = MachineDirectory(store: store)
        _ = try await directory.machine(machine.id)
        directory.note(fetched())
        #expect(try await directory.machine(machine.id)?.open.count == 1)
        directory.forget(machine.id)
        #expect(try await directory.machine(machine.id)?.open.isEmpty == true)
    }

    @Test func deliveriesThatAreOverAreForgotten() async throws {
        let store = FakeBrokerStore()
        _ = try await store.enroll(machine)
        let directory = MachineDirectory(store: store)
        _ = try await directory.machine(machine.id)
        directory.note(fetched())
        directory.note(held: [transaction.id, Records.id(102)], by: machine.id, at: Records.noon)
        directory.note(fetched(cancelRequested: true))
        #expect(try await directory.machine(machine.id)?.open[transaction.id]?.heldAt == Records.noon)
        directory.note(Records.delivery(of: transaction, to: machine, state: .finished(.failed)))
        #expect(try await directory.machine(machine.id)?.open.isEmpty == true)
    }
}
