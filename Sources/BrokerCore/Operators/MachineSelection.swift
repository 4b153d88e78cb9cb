import BeckonWire

/// Which machines of its subscriber an operator sees, or means with a `where` query.
struct MachineSelection: Sendable {
    let subscriber: String
    let scope: OperatorScope
    /// Nil for all that the scope covers.
    let query: LabelQuery?

    init(for caller: OperatorCaller, where query: LabelQuery? = nil) {
        subscriber = caller.subscriber
        scope = caller.scope
        self.query = query
    }

    func contains(_ machine: MachineRecord) -> Bool {
        machine.subscriber == subscriber && scope.covers(labels: machine.labels)
            && (query?.matches(labels: machine.labels, facts: machine.facts) ?? true)
    }

    /// Of the machines after `after`, in order of id, at most `limit` that are contained. Reads on until there are so many: what a query
    /// leaves out costs a read of a few microseconds.
    func page(after: MachineID?, limit: Int, in store: any BrokerStore) async throws -> [MachineRecord] {
        guard query != nil || scope.machines != nil else {
            return try await store.machines(of: subscriber, after: after, limit: limit)
        }
        var selected: [MachineRecord] = []
        var after = after
        while selected.count < limit {
            let read = try await store.machines(of: subscriber, after: after, limit: Self.step)
            selected += read.lazy.filter(contains).prefix(limit - selected.count)
            guard read.count == Self.step, let last = read.last else { break }
            after = last.id
        }
        return selected
    }

    private static let step = 256
}

extension LabelQuery {
    /// - Throws: `badRequest` that says where in the query, and which member or parameter it is.
    init(_ text: String, in pointer: String) throws(Problem) {
        do throws(WireError) {
            try self.init(text)
        } catch {
            throw Problem(
                .badRequest, "\(pointer): \(error.message)", hint: "such as role=web,env!=dev,site in (a,b),!old",
                members: ["pointer": .string(pointer)])
        }
    }
}
