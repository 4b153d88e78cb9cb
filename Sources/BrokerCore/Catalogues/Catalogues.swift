import BeckonWire
import Synchronization

/// Compiled catalogues by digest: thousands of machines share a few.
final class Catalogues: Sendable {
    private let store: any BrokerStore
    private let compiled: Mutex<BoundedCache<String, CompiledCatalogue>>

    init(store: any BrokerStore, limit: Int = 128) {
        self.store = store
        compiled = Mutex(BoundedCache(limit: limit))
    }

    /// Nil where there is no such catalogue. Throws what the store throws.
    func catalogue(_ digest: String) async throws -> CompiledCatalogue? {
        if let catalogue = compiled.withLock({ $0.value(of: digest) }) { return catalogue }
        guard let stored = try await store.catalogue(digest) else { return nil }
        let catalogue = try CompiledCatalogue(stored)
        insert(catalogue, digest: digest)
        return catalogue
    }

    func insert(_ catalogue: CompiledCatalogue, digest: String) {
        compiled.withLock { $0.insert(catalogue, for: digest) }
    }
}
