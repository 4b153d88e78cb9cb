/// What an operator may do, as it is given: a role, and what it is narrowed to.
package struct OperatorGrant: Hashable, Codable, Sendable {
    package let role: Role
    /// A query over labels: only these machines. Nil for every one.
    package let `where`: String?
    /// Only these executors. Nil for every one.
    package let executors: [String]?

    package init(role: Role, where query: String? = nil, executors: [String]? = nil) {
        self.role = role
        self.where = query
        self.executors = executors
    }

    /// - Throws: at `pointer`, where the query does not parse, asks for facts, or an executor is none.
    package func validate(at pointer: String) throws(WireError) {
        if let text = `where` {
            let query: LabelQuery
            do { query = try LabelQuery(text) } catch { throw WireError(error.message, at: pointer + "/where") }
            // A fact is a machine's own word: a machine would decide who may command it.
            try Bounds.check(!query.asksForFacts, pointer + "/where", "facts do not authorise: only labels can stand here")
        }
        try Bounds.check(count: executors?.count ?? 0, pointer + "/executors", atMost: Bounds.executors)
        for (index, name) in (executors ?? []).enumerated() {
            try Bounds.check(Name.isExecutor(name), "\(pointer)/executors/\(index)", "not the name of an executor")
        }
    }
}
