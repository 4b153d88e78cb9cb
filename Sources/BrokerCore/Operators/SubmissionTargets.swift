import BeckonWire

/// Resolves the targets of a first request to machines, and judges the instruction by what each of them registered.
struct SubmissionTargets: Sendable {
    let dispatch: Dispatch
    let request: SubmitRequest

    func resolve() async throws(Problem) -> [SubmissionTarget] {
        guard request.targets.where == nil else {
            throw Problem(
                .unknownTarget, "targets.where is not supported yet", hint: "name the machines in targets.machines",
                members: ["pointer": "/targets/where"])
        }
        var targets: [SubmissionTarget] = []
        var seen = Set<MachineID>()
        var judged = Set<String>()
        for (index, text) in (request.targets.machines ?? []).enumerated() {
            let machine = try await machine(text, index)
            guard seen.insert(machine.id).inserted else { continue }
            targets.append(try await target(machine, judged: &judged))
        }
        return targets
    }

    private func machine(_ text: String, _ index: Int) async throws(Problem) -> KnownMachine {
        let machine = try await dispatch.stored { try await dispatch.directory.machine(text, of: request.subscriber) }
        guard let machine else {
            throw Problem(
                .unknownTarget, "there is no machine \(quoted(text))", hint: "beckon machine list",
                members: ["pointer": .string("/targets/machines/\(index)"), "machine": .string(quoted(text))])
        }
        return machine
    }

    /// `judged`: digests of catalogues by which the parameters have been found right.
    private func target(_ machine: KnownMachine, judged: inout Set<String>) async throws(Problem) -> SubmissionTarget {
        let executor = request.instruction.executor
        let catalogue = try await catalogue(of: machine)
        guard let digest = machine.catalogue, let schema = catalogue?.parameters(of: executor) else {
            let inability = "machine \(machine.name) (\(machine.id)) has no executor \(executor)"
            guard request.skipUnable else {
                throw Problem(
                    .unknownExecutor, inability, hint: "\"skipUnable\": true rejects such deliveries one by one",
                    members: ["machine": .string(machine.id.description), "executor": .string(executor)])
            }
            return SubmissionTarget(machine: machine.id, name: machine.name, inability: inability)
        }
        if judged.insert(digest).inserted { try judge(by: schema, of: machine) }
        return SubmissionTarget(machine: machine.id, name: machine.name, inability: nil)
    }

    private func catalogue(of machine: KnownMachine) async throws(Problem) -> CompiledCatalogue? {
        guard let digest = machine.catalogue else { return nil }
        return try await dispatch.stored { try await dispatch.catalogues.catalogue(digest) }
    }

    private func judge(by schema: JSONSchema, of machine: KnownMachine) throws(Problem) {
        let violations = schema.violations(of: request.instruction.parameters)
        guard let first = violations.first else { return }
        func pointer(_ violation: JSONSchema.Violation) -> String { "/instruction/parameters" + violation.pointer }
        throw Problem(
            .invalidParameters,
            violations.map { "\(pointer($0)) \($0.message)" }.joined(separator: "; "),
            hint: "beckon executor show \(request.instruction.executor)",
            members: [
                "pointer": .string(pointer(first)), "machine": .string(machine.id.description),
                "executor": .string(request.instruction.executor),
            ])
    }
}
