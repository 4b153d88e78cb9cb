import BeckonWire

/// Resolves the targets of a first request to machines, and judges the instruction by what each of them registered.
struct SubmissionTargets: Sendable {
    let dispatch: Dispatch
    let request: SubmitRequest
    let caller: OperatorCaller

    func resolve() async throws(Problem) -> [SubmissionTarget] {
        var targets: [SubmissionTarget] = []
        var seen = Set<MachineID>()
        var judged = Set<String>()
        for (index, text) in (request.targets.machines ?? []).enumerated() {
            let machine = try await machine(text, index)
            guard seen.insert(machine.id).inserted else { continue }
            try caller.require(.submitTransactions, on: machine.name, labels: machine.labels)
            targets.append(try await target(machine, judged: &judged))
        }
        for machine in try await selected() where seen.insert(machine.id).inserted {
            targets.append(try await target(KnownMachine(machine, open: []), judged: &judged))
        }
        guard targets.count <= Bounds.targets else { throw tooMany }
        return targets
    }

    /// What the query means at this moment, for good: a machine that matches later is no target.
    private func selected() async throws(Problem) -> [MachineRecord] {
        guard let text = request.targets.where else { return [] }
        let selection = MachineSelection(for: caller, where: try LabelQuery(text, in: "/targets/where"))
        let found = try await dispatch.stored {
            try await selection.page(after: nil, limit: Bounds.targets + 1, in: dispatch.store)
        }
        guard found.count <= Bounds.targets else { throw tooMany }
        let machines = found.filter { $0.state == .active || $0.state == .quarantined }
        guard !machines.isEmpty || request.targets.machines?.isEmpty == false else {
            throw Problem(
                .unknownTarget, "no machine matches \(quoted(text))",
                hint: "beckon machine list --where QUERY shows what a query means",
                members: ["pointer": "/targets/where"])
        }
        return machines
    }

    private var tooMany: Problem {
        Problem(
            .unknownTarget, "there are more than \(Bounds.targets) targets",
            hint: "narrow the query, and send more than one request",
            members: ["pointer": "/targets"])
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
        if machine.identity.state == .revoked, !machine.identity.isAwaited {
            return try unable(machine, "machine \(machine.name) (\(machine.id)) is revoked", .unknownTarget)
        }
        let catalogue = try await catalogue(of: machine)
        guard let digest = machine.catalogue, let schema = catalogue?.parameters(of: executor) else {
            return try unable(
                machine, "machine \(machine.name) (\(machine.id)) has no executor \(executor)", .unknownExecutor)
        }
        if judged.insert(digest).inserted { try judge(by: schema, of: machine) }
        return SubmissionTarget(machine: machine.id, name: machine.name, inability: nil)
    }

    private func unable(
        _ machine: KnownMachine, _ inability: String, _ kind: ProblemKind
    ) throws(Problem) -> SubmissionTarget {
        guard request.skipUnable else {
            throw Problem(
                kind, inability, hint: "\"skipUnable\": true rejects such deliveries one by one",
                members: [
                    "machine": .string(machine.id.description), "executor": .string(request.instruction.executor),
                ])
        }
        return SubmissionTarget(machine: machine.id, name: machine.name, inability: inability)
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
