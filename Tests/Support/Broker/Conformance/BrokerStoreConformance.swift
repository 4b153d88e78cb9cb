package import BrokerCore

/// What every `BrokerStore` must pass: each promise of the protocol is one check, run on a store of its own.
///
///     @Test(arguments: BrokerStoreConformance.checks)
///     func keepsItsPromises(_ check: StoreCheck) async throws {
///         try await check.run(on: makeEmptyStore())
///     }
package enum BrokerStoreConformance {
    package static let checks: [StoreCheck] =
        subscriberChecks + machineChecks + identityChecks + executorChecks + submitChecks + deliveryChecks + updateChecks
        + outputChecks + eventChecks + feedChecks + auditChecks + operatorChecks + zeroCertificateChecks
}

/// One promise, and how it is tried.
package struct StoreCheck: Sendable, CustomStringConvertible {
    package let promise: String
    private let body: @Sendable (any BrokerStore) async throws -> Void

    init(_ promise: String, _ body: @escaping @Sendable (any BrokerStore) async throws -> Void) {
        self.promise = promise
        self.body = body
    }

    /// `store` is empty. Throws `BrokenPromise` where it does not do what it should.
    package func run(on store: any BrokerStore) async throws {
        try await body(store)
    }

    package var description: String { promise }
}

/// A store did not do what `BrokerStore` promises.
package struct BrokenPromise: Error, CustomStringConvertible {
    package let description: String
}

func require(_ condition: Bool, _ message: @autoclosure () -> String, line: Int = #line, file: String = #fileID) throws {
    guard condition else { throw BrokenPromise(description: "\(file):\(line): \(message())") }
}

func requireEqual<Value: Equatable>(
    _ actual: Value, _ expected: Value, _ what: String, line: Int = #line, file: String = #fileID
) throws {
    try require(actual == expected, "\(what): \(actual) where \(expected) is expected", line: line, file: file)
}
