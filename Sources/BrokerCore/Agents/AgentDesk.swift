import BeckonIdentity
package import BeckonWire
import Crypto

/// The broker's side that machines speak to.
package struct AgentDesk: AgentService {
    let dispatch: Dispatch
    let gate: MachineGate
    let enrollment: Enrollment
    let renewal: Renewal

    package func admit(_ caller: MachineCaller, to access: MachineAccess) async throws(Problem) {
        _ = try await gate.admit(caller, to: access)
    }

    package func enroll(
        _ request: EnrollmentRequest, by caller: ZeroCaller
    ) async throws(Problem) -> EnrollmentVerdict {
        try await enrollment.enroll(request, by: caller)
    }

    package func renew(_ request: RenewalRequest, by caller: MachineCaller) async throws(Problem) -> EnrollmentResponse {
        try await renewal.renew(request, by: caller)
    }

    package func register(_ octets: [UInt8], by caller: MachineCaller) async throws(Problem) {
        _ = try await known(caller)
        let catalogue: ExecutorCatalogue
        do { catalogue = try WireJSON.decode(from: octets) } catch { throw Problem(error) }
        let compiled = try CompiledCatalogue(catalogue)
        let digest = "sha256:" + Hexadecimal.text(SHA256.hash(data: octets))
        try await dispatch.stored(touching: caller.machine) {
            try await dispatch.store.setCatalogue(catalogue, digest: digest, of: caller.machine)
        }
        dispatch.catalogues.insert(compiled, digest: digest)
        dispatch.directory.note(catalogue: digest, of: caller.machine)
    }

    package func trust(for caller: MachineCaller) async throws(Problem) -> String {
        _ = try await known(caller)
        return enrollment.certificates.issuer.trust
    }

    package func fetch(
        _ transaction: TransactionID, _ request: FetchRequest, by caller: MachineCaller
    ) async throws(Problem) -> FetchResponse {
        if let session = request.session { try await admit(session, of: caller) }
        let now = dispatch.now()
        let answer = try await decide(transaction, for: caller) { delivery throws(Problem) in
            try delivery.fetch(request.session, at: now)
        }
        dispatch.presence.heard(caller.machine, at: now)
        return answer
    }

    package func append(
        _ octets: [UInt8], to stream: OutputStream, of transaction: TransactionID, attempt: Int, offset: Int,
        by caller: MachineCaller
    ) async throws(Problem) -> OutputResponse {
        guard offset >= 0 else { throw Problem(.badRequest, "offset \(offset) is negative") }
        guard octets.count <= Bounds.outputChunk else {
            throw Problem(.tooLarge, "\(octets.count) octets of output in one request", hint: "at most \(Bounds.outputChunk)")
        }
        let key = OutputKey(transaction: transaction, machine: caller.machine, attempt: attempt, stream: stream)
        let decision = try await dispatch.stored {
            try await dispatch.store.append(octets, to: key, offset: offset, quota: dispatch.settings.outputQuota) { record in
                guard record.subscriber == caller.subscriber else { throw notFound(transaction, caller) }
                try record.judgeAppend(attempt: attempt)
            }
        }
        heard(of: transaction, from: caller)
        switch decision {
        case .stored(let length):
            dispatch.feed.grew(
                transaction, OutputGrowth(machine: caller.machine, attempt: attempt, stream: stream, length: length))
            return OutputResponse(offset: length)
        case .gap(let length):
            throw Problem(
                .offsetMismatch, "the broker has \(length) octets of \(stream.rawValue) of \(transaction), not \(offset)",
                hint: "continue at offset \(length)", members: ["offset": .integer(Int64(length))])
        case .overQuota(let length):
            throw Problem(
                .outputQuota, "\(stream.rawValue) of \(transaction) is over \(dispatch.settings.outputQuota) octets",
                hint: "report it as truncated at \(length)", members: ["offset": .integer(Int64(length))])
        case .noSuchDelivery:
            throw notFound(transaction, caller)
        }
    }

    package func report(
        _ transaction: TransactionID, _ request: ReportRequest, by caller: MachineCaller
    ) async throws(Problem) -> ReportResponse {
        do { try request.validate() } catch { throw Problem(error) }
        let now = dispatch.now()
        let stored =
            request.namesOutput
            ? try await dispatch.stored {
                try await dispatch.store.outputLengths(of: transaction, caller.machine, attempt: request.attempt)
            } : [:]
        let answer = try await decide(transaction, for: caller) { delivery throws(Problem) in
            try delivery.report(request, stored: stored, at: now)
        }
        heard(of: transaction, from: caller)
        if answer.isQueuedAgain { dispatch.waker.wake([caller.machine]) }
        return answer.response
    }

    package func vanished(_ caller: MachineCaller) {
        dispatch.presence.vanished(caller.machine, at: dispatch.now())
    }

    // MARK: What every request of a machine needs

    /// A certificate is no proof that the machine is still one of ours.
    func known(_ caller: MachineCaller) async throws(Problem) -> KnownMachine {
        let machine = try await dispatch.stored { try await dispatch.directory.machine(caller.machine) }
        guard let machine, machine.subscriber == caller.subscriber else {
            throw Problem(.notFound, "\(caller.machine) is not a machine that this broker knows", hint: "enrol it again")
        }
        return machine
    }

    /// Matches machine, subscriber and transaction, then lets the delivery decide.
    private func decide<Answer: Sendable>(
        _ transaction: TransactionID, for caller: MachineCaller,
        _ body: @escaping @Sendable (inout Delivery) throws(Problem) -> Answer
    ) async throws(Problem) -> Answer {
        let answer = try await dispatch.decide(transaction, caller.machine) { delivery throws(Problem) in
            guard delivery.record.subscriber == caller.subscriber else { throw notFound(transaction, caller) }
            return try body(&delivery)
        }
        guard let answer else { throw notFound(transaction, caller) }
        return answer
    }

    private func heard(of transaction: TransactionID, from caller: MachineCaller) {
        let now = dispatch.now()
        dispatch.presence.heard(caller.machine, at: now)
        dispatch.directory.note(held: CollectionOfOne(transaction), by: caller.machine, at: now)
    }

    /// The same for what does not exist, belongs to another machine or belongs to another subscriber.
    private func notFound(_ transaction: TransactionID, _ caller: MachineCaller) -> Problem {
        Problem(.notFound, "\(transaction) is not a transaction of \(caller.machine)")
    }
}

extension ReportRequest {
    /// Whether an outcome names octets that the store must have.
    fileprivate var namesOutput: Bool {
        events.contains { if case .finished(let finish) = $0.content { finish.output?.isEmpty == false } else { false } }
    }
}
