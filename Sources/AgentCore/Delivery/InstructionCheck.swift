package import BeckonWire

/// Checks instructions against what the plugins registered, a second time after the broker: what may run on a machine is
/// decided on the machine.
package struct InstructionCheck: Sendable {
    private let schemas: [String: JSONSchema]

    /// An executor whose schema is not one that is supported is left out: nothing could be checked for it.
    package init(catalogue: ExecutorCatalogue) {
        schemas = Dictionary(
            catalogue.executors.compactMap { executor in
                (try? JSONSchema(executor.parameters)).map { (executor.name, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Why the instruction is not run; nil where it may be.
    package func refusal(of instruction: Instruction) -> String? {
        guard let schema = schemas[instruction.executor] else {
            return "this machine has no executor \(instruction.executor)"
        }
        let violations = schema.violations(of: instruction.parameters)
        guard !violations.isEmpty else { return nil }
        return "the parameters do not satisfy the schema of \(instruction.executor): "
            + violations.map(\.description).joined(separator: "; ")
    }
}
