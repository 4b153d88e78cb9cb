import BeckonWire

extension Dispatch {
    /// Changes a machine in one step, with its row of the audit log; nil where there is no such machine.
    func change<Answer: Sendable>(
        _ machine: MachineID,
        _ body: @escaping @Sendable (inout MachineRecord) throws(Problem) -> (answer: Answer, audit: AuditEntry?)
    ) async throws(Problem) -> Answer? {
        try await stored(touching: machine) {
            try await store.update(machine) { record in
                let change = try body(&record)
                // Within the store's step, so that the directory hears of changes in the order in which they happen.
                directory.note(record)
                return change
            }
        }
    }
}
