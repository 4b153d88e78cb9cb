import BeckonWire

/// Executors by name, as the subscriber's machines registered them.
struct ExecutorLookup: Sendable {
    let client: OperatorClient

    /// Every different registration of the name, the most common first.
    func named(_ name: String) async throws -> [ExecutorView] {
        let page: Page<ExecutorView> = try await client.get("/v1/executors")
        let found = page.items.filter { $0.executor.name == name }.sorted { $0.machines > $1.machines }
        guard !found.isEmpty else {
            let names = Set(page.items.map(\.executor.name)).sorted().joined(separator: ", ")
            throw CommandFailure(
                ExitStatus.refused, "no machine has the executor \(name)",
                hint: names.isEmpty ? "no machine has registered any yet" : "there are: \(names)")
        }
        return found
    }

    func mostCommon(_ name: String) async throws -> ExecutorDescription { try await named(name)[0].executor }
}
