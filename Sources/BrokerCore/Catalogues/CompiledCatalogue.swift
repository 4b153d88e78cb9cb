import BeckonWire

/// A catalogue whose schemas are ready to judge parameters.
struct CompiledCatalogue: Sendable {
    let executors: [ExecutorDescription]
    private let schemas: [String: JSONSchema]

    /// Throws `invalidSchema` with the pointer of what is not supported.
    init(_ catalogue: ExecutorCatalogue) throws(Problem) {
        executors = catalogue.executors
        var schemas: [String: JSONSchema] = [:]
        for (index, executor) in catalogue.executors.enumerated() {
            schemas[executor.name] = try Self.compile(executor.parameters, "parameters", of: executor, index)
            _ = try Self.compile(executor.result, "result", of: executor, index)
        }
        self.schemas = schemas
    }

    /// The schema of an executor's parameters; nil where there is no such executor.
    func parameters(of executor: String) -> JSONSchema? { schemas[executor] }

    private static func compile(
        _ schema: JSONValue, _ member: String, of executor: ExecutorDescription, _ index: Int
    ) throws(Problem) -> JSONSchema {
        do {
            return try JSONSchema(schema)
        } catch {
            let pointer = "/executors/\(index)/\(member)\(error.pointer)"
            throw Problem(
                .invalidSchema, "executor \(executor.name): \(pointer): \(error.message)",
                members: ["pointer": .string(pointer), "executor": .string(executor.name)])
        }
    }
}
