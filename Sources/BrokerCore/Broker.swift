import BeckonWire
package import Logging

/// The broker without its sockets and its disk: what both planes call, and what has to be done in time.
package struct Broker: Sendable {
    /// What machines ask.
    package let agents: AgentDesk
    /// What operators ask.
    package let operators: OperatorDesk

    private let dispatch: Dispatch
    private let due: DueDeliveries

    /// Seconds between two writings of when machines were last heard of.
    private static let flushInterval = 30

    package init(
        store: any BrokerStore, issuer: any CertificateIssuer, authorities: any AuthorityKeeper, waker: any MachineWaker,
        connections: any MachineConnections, settings: BrokerSettings, logger: Logger,
        now: @escaping Clock = Timestamp.system, identifiers: IdentifierSource = IdentifierSource()
    ) {
        dispatch = Dispatch(
            store: store, directory: MachineDirectory(store: store), operators: OperatorDirectory(store: store),
            catalogues: Catalogues(store: store), presence: Presence(), feed: TransactionFeed(limit: settings.eventStreams),
            waker: waker, connections: connections, now: now, identifiers: identifiers, settings: settings, logger: logger)
        due = DueDeliveries(dispatch: dispatch, listeningSince: now())
        let certificates = MachineCertificates(dispatch: dispatch, issuer: issuer)
        agents = AgentDesk(
            dispatch: dispatch, gate: MachineGate(dispatch: dispatch),
            enrollment: Enrollment(dispatch: dispatch, certificates: certificates),
            renewal: Renewal(dispatch: dispatch, certificates: certificates))
        operators = OperatorDesk(dispatch: dispatch, issuer: issuer, authorities: authorities)
    }

    /// Does what is due, every second, until the task is cancelled.
    package func run() async {
        var flushedAt = dispatch.now()
        while !Task.isCancelled {
            var mayBeMore = await runDue()
            if flushedAt.seconds(until: dispatch.now()) >= Double(Self.flushInterval) {
                flushedAt = dispatch.now()
                await flush()
                mayBeMore = false
            }
            if !mayBeMore { try? await Task.sleep(for: .seconds(1)) }
        }
        // In a task of its own: a store may refuse what a cancelled task asks.
        await Task { await flush() }.value
    }

    /// Decides one batch of what is due now. Answers whether there may be more.
    package func runDue() async -> Bool {
        do {
            return try await due.run()
        } catch {
            // The next round tries again; whoever asks for the delivery meanwhile is judged by its times all the same.
            dispatch.logger.warning("what is due could not be decided", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Writes when machines were last heard of.
    package func flush() async {
        do {
            try await dispatch.presence.flush(to: dispatch.store)
        } catch {
            dispatch.logger.warning("the times of machines could not be written", metadata: ["error": "\(error)"])
        }
    }
}
