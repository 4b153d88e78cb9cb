package import BeckonWire

extension OperatorDesk {
    package func transactions(
        before: TransactionID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<TransactionView> {
        try caller.require(.readTransactions)
        return try await dispatch.stored {
            let (records, next) = try await page(limit, from: before, id: \.id, octets: \.instruction.parameters.octets) {
                try await dispatch.store.transactions(
                    of: caller.subscriber, by: caller.isNarrowed ? caller.name : nil, before: $0, limit: $1)
            }
            var views: [TransactionView] = []
            for record in records {
                views.append(TransactionView(record, counts: try await dispatch.store.counts(of: record.id)))
            }
            return Page(items: views, next: next?.description)
        }
    }

    package func transaction(_ id: TransactionID, for caller: OperatorCaller) async throws(Problem) -> TransactionView {
        let record = try await known(id, to: caller)
        return try await dispatch.stored {
            TransactionView(record, counts: try await dispatch.store.counts(of: id))
        }
    }

    package func deliveries(
        of transaction: TransactionID, after: MachineID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<DeliveryView> {
        _ = try await known(transaction, to: caller)
        return try await dispatch.stored {
            let (records, next) = try await page(limit, from: after, id: \.machine, octets: { $0.finish?.result?.octets ?? 0 }) {
                try await dispatch.store.deliveries(of: transaction, after: $0, limit: $1)
            }
            var items: [DeliveryView] = []
            for record in records { items.append(try await views.view(of: record)) }
            return Page(items: items, next: next?.description)
        }
    }

    package func delivery(
        of transaction: TransactionID, to machine: String, for caller: OperatorCaller
    ) async throws(Problem) -> DeliveryView {
        let record = try await record(of: transaction, to: machine, for: caller)
        return try await dispatch.stored { try await views.view(of: record) }
    }

    package func output(
        of transaction: TransactionID, from machine: String, stream: OutputStream, attempt: Int?, offset: Int,
        for caller: OperatorCaller
    ) async throws(Problem) -> OutputSlice {
        guard offset >= 0 else { throw Problem(.badRequest, "offset \(offset) is negative", members: ["pointer": "offset"]) }
        // Read before the octets are: where it is over already, what is read after is all there is.
        let record = try await record(of: transaction, to: machine, for: caller)
        let attempt = attempt ?? record.attempt
        guard (0...record.attempt).contains(attempt) else {
            throw Problem(.notFound, "there is no attempt \(attempt) of \(transaction) on \(machine)")
        }
        return try await dispatch.stored {
            let lengths = try await dispatch.store.outputLengths(of: transaction, record.machine, attempt: attempt)
            let key = OutputKey(transaction: transaction, machine: record.machine, attempt: attempt, stream: stream)
            let octets = try await dispatch.store.output(key, offset: offset, limit: Self.sliceLimit)
            return OutputSlice(
                octets: octets, attempt: attempt, length: max(lengths[stream] ?? 0, octets.isEmpty ? 0 : offset + octets.count),
                complete: record.state.outcome != nil || attempt < record.attempt)
        }
    }

    private func record(
        of transaction: TransactionID, to machine: String, for caller: OperatorCaller
    ) async throws(Problem) -> DeliveryRecord {
        let record = try await dispatch.stored {
            guard let known = try await dispatch.directory.machine(machine, of: caller.subscriber) else {
                return DeliveryRecord?.none
            }
            return try await dispatch.store.delivery(of: transaction, to: known.id)
        }
        guard let record, record.subscriber == caller.subscriber else {
            throw Problem(.notFound, "there is no delivery of \(transaction) to \(quoted(machine))")
        }
        return record
    }
}

/// What an operator gave, for a message: cut to a length that cannot hide the rest of it.
func quoted(_ text: String) -> String {
    text.utf8.count <= 64 ? text : "\(text.prefix(64))…"
}
