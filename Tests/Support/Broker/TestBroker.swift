package import BeckonIdentity
package import BeckonWire
package import BrokerCore
package import Logging

/// A broker with a store, a clock and a waker that a test holds in its hands, and the subscribers `acme` and `globex` in it.
package struct TestBroker: Sendable {
    package let store: any BrokerStore
    package let clock: TestClock
    package let waker: WakeLog
    package let connections: FakeConnections
    package let broker: Broker

    package let alice = OperatorCaller(name: "alice", subscriber: "acme", role: .admin)
    package let bob = OperatorCaller(name: "bob", subscriber: "globex", role: .admin)
    package let acmeZero = ZeroCaller(zeroCertificate: Records.id(1), subscriber: "acme")
    package let globexZero = ZeroCaller(zeroCertificate: Records.id(2), subscriber: "globex")

    package var agents: AgentDesk { broker.agents }
    package var operators: OperatorDesk { broker.operators }

    package init(
        store: any BrokerStore = FakeBrokerStore(), clock: TestClock = TestClock(), issuer: any CertificateIssuer = FakeIssuer(),
        settings: BrokerSettings = BrokerSettings(brokers: ["https://broker.example:7443"])
    ) async throws {
        self.store = store
        self.clock = clock
        waker = WakeLog()
        connections = FakeConnections()
        broker = Broker(
            store: store, issuer: issuer, authorities: issuer as? any AuthorityKeeper ?? FakeIssuer(), waker: waker,
            connections: connections, settings: settings, logger: Logger(label: "test"), now: { clock.now })
        for (number, subscriber) in [(1, "acme"), (2, "globex")] {
            try await store.addSubscriber(SubscriberRecord(name: subscriber, createdAt: clock.now))
            // There already, where this is another broker on the same store.
            guard try await store.zeroCertificate(Records.id(number), of: subscriber) == nil else { continue }
            try await store.addZeroCertificate(Records.zero(number, of: subscriber))
        }
    }

    /// What is left when the process dies: another broker on the same store.
    package func restarted() async throws -> TestBroker { try await TestBroker(store: store, clock: clock) }

    /// Enrols with a zero certificate that needs no approval.
    package func enroll(_ request: EnrollmentRequest, by caller: ZeroCaller) async throws(Problem) -> EnrollmentResponse {
        try await agents.enroll(request, by: caller).response
    }

    /// Enrols a machine and registers executors: `shell` where nothing else is said.
    package func machine(
        _ name: String, of subscriber: String = "acme", executors: [ExecutorDescription]? = nil
    ) async throws -> MachineCaller {
        let request = EnrollmentRequest(csr: try IdentityKey().certificateRequest(), name: name, facts: ["os": "linux"])
        let response = try await enroll(request, by: subscriber == "acme" ? acmeZero : globexZero)
        let caller = try await caller(response.machine)
        let catalogue = ExecutorCatalogue(executors: executors ?? [Records.executor()])
        try await agents.register(WireJSON.encode(catalogue), by: caller)
        return caller
    }

    /// Whoever holds the certificate of a machine that is in force, or its next one, on connection `connection`.
    package func caller(
        _ machine: MachineID, next: Bool = false, connectedAt: Timestamp? = nil, connection: Int = 1
    ) async throws -> MachineCaller {
        let record = try await store.machine(machine)
        guard let record, let certificate = next ? record.next : record.certificate else {
            throw BrokenPromise(description: "\(machine) has no such certificate")
        }
        return MachineCaller(
            machine: machine, subscriber: record.subscriber, serial: certificate.serial,
            keyFingerprint: certificate.keyFingerprint, expiresAt: certificate.expiresAt, connectedAt: connectedAt ?? clock.now,
            connection: connection, address: "192.0.2.7")
    }

    /// A first request of alice for machines by name or id.
    package static func request(
        _ machines: [String], executor: String = "shell", parameters: JSONValue = ["command": "uname -a"],
        timeout: Int = 60, expires: Int = 3600, onInterruption: Interruption = .report, skipUnable: Bool = false,
        subscriber: String = "acme"
    ) -> SubmitRequest {
        SubmitRequest(
            subscriber: subscriber, targets: SubmitRequest.Targets(machines: machines),
            instruction: Instruction(executor: executor, parameters: parameters), timeout: timeout, expires: expires,
            onInterruption: onInterruption, skipUnable: skipUnable)
    }

    package func submit(
        _ request: SubmitRequest, key: String? = nil, traceparent: String? = nil, by caller: OperatorCaller? = nil
    ) async throws(Problem) -> SubmitResponse {
        try await operators.submit(
            WireJSON.encode(request), idempotencyKey: key, traceparent: traceparent, by: caller ?? alice)
    }

    /// A transaction of one `uname -a` for the machines named.
    package func submit(to machines: String...) async throws(Problem) -> TransactionID {
        try await submit(Self.request(machines)).transaction
    }
}
