package import BeckonWire

extension OperatorDesk {
    package func machines(
        where query: String?, after: MachineID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<MachineView> {
        try caller.require(.readMachines)
        let query = try query.map { text throws(Problem) in try LabelQuery(text, in: "where") }
        let selection = MachineSelection(for: caller, where: query)
        return try await dispatch.stored {
            let (records, next) = try await page(limit, from: after, id: \.id, octets: Self.octets(ofFacts:)) {
                try await selection.page(after: $0, limit: $1, in: dispatch.store)
            }
            var items: [MachineView] = []
            for record in records { items.append(try await view(of: record)) }
            return Page(items: items, next: next?.description)
        }
    }

    package func machine(_ machine: String, for caller: OperatorCaller) async throws(Problem) -> MachineView {
        try caller.require(.readMachines)
        let found = try await dispatch.stored {
            var record: MachineRecord?
            if let id = MachineID(machine) {
                record = try await dispatch.store.machine(id)
            } else {
                record = try await dispatch.store.machine(named: machine, of: caller.subscriber)
            }
            guard let record, MachineSelection(for: caller).contains(record) else { return MachineView?.none }
            return try await view(of: record)
        }
        guard let found else { throw Problem(.notFound, "there is no machine \(quoted(machine))") }
        return found
    }

    private static func octets(ofFacts machine: MachineRecord) -> Int {
        machine.facts.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }

    private func view(of record: MachineRecord) async throws -> MachineView {
        var executors: [MachineView.Executor] = []
        if let digest = record.catalogue, let catalogue = try await dispatch.catalogues.catalogue(digest) {
            executors = catalogue.executors.map { MachineView.Executor(name: $0.name, version: $0.version) }
        }
        return MachineView(
            machine: record.id, subscriber: record.subscriber, name: record.name, state: record.state,
            stateReason: record.stateReason, labels: record.labels, facts: record.facts, enrolledAt: record.enrolledAt,
            zeroCertificate: record.zeroCertificate,
            certificateExpiresAt: record.certificate?.expiresAt,
            lastHeardAt: dispatch.presence.lastHeard(record.id) ?? record.lastHeardAt,
            connected: dispatch.presence.isConnected(record.id, at: dispatch.now()), executors: executors)
    }
}
