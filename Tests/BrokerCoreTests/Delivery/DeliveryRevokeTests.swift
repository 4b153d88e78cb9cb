import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Deliveries of a machine that is revoked")
struct DeliveryRevokeTests {
    private func delivery(_ state: DeliveryState, finish: Finish? = nil) -> Delivery {
        let transaction = Records.transaction(1)
        var record = Records.delivery(of: transaction, to: Records.machine(1), state: state)
        record.finish = finish
        return Delivery(record, of: transaction)
    }

    @Test func whatWaitsExpires() {
        var delivery = delivery(.queued)
        delivery.machineRevoked(at: Records.noon)
        #expect(delivery.record.state == .finished(.expired) && delivery.record.finishedAt == Records.noon)
        #expect(delivery.record.dueAt == nil)
    }

    @Test func whatMayHaveRunIsUnknown() {
        var delivery = delivery(.queued, finish: Finish(outcome: .unknown, message: "gone"))
        delivery.machineRevoked(at: Records.noon)
        #expect(delivery.record.state == .finished(.unknown))
    }

    @Test(arguments: [DeliveryState.fetched, .started]) func whatRunsIsLeftToItsTime(_ state: DeliveryState) {
        var delivery = delivery(state)
        let dueAt = delivery.record.dueAt
        delivery.machineRevoked(at: Records.noon)
        #expect(delivery.record.state == state && delivery.record.cancelRequested && delivery.record.dueAt == dueAt)
    }

    @Test func whatIsOverStays() {
        var delivery = delivery(.finished(.failed))
        let before = delivery
        delivery.machineRevoked(at: Records.noon)
        #expect(delivery == before)
    }
}
