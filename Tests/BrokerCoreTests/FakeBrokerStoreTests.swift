import BrokerTestSupport
import Testing

@Suite("The fake store is a store")
struct FakeBrokerStoreTests {
    @Test(arguments: BrokerStoreConformance.checks)
    func keepsItsPromises(_ check: StoreCheck) async throws {
        try await check.run(on: FakeBrokerStore())
    }
}
