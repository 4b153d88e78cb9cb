import BrokerTestSupport
import TestSupport
import Testing

@testable import BrokerStoreSQLite

@Suite("SQLiteStore keeps the promises of BrokerStore")
struct ConformanceTests {
    @Test(arguments: BrokerStoreConformance.checks)
    func keepsItsPromises(_ check: StoreCheck) async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore.open(at: directory.path("broker.sqlite"))
        try await check.run(on: store)
        try await store.close()
    }
}
