import BeckonWire

/// Executors by name, as the subscriber's machines registered them.
struct ExecutorLookup: Sendable {
    let client: OperatorClient

    /// Every different registration of the name, the most common first.
    func named(_ name: String) async throws -> [ExecutorView] {
        var found: [ExecutorView] = []
        var all = Set<String>()
        try await client.items("/v1/executors") { (view: ExecutorView) in
            all.insert(view.executor.name)
            if view.executor.name == name { found.append(view) }
        }
        guard !found.isEmpty else {
            let names = all.sorted().joined(separator: ", ")
            throw CommandFailure(
                ExitStatus.refused, "no machine has the executor \(name)",
                hint: names.isEmpty ? "no machine has registered any yet" : "there are: \(names)")
        }
        return found.sorted { $0.machines > $1.machines }
    }

    func mostCommon(_ name: String) async throws -> ExecutorDescription { try await named(name)[0].executor }
}
