package import AgentCore
import BeckonIdentity
import BeckonWire
import NIOCore
import NIOPosix
import Synchronization

/// HTTP exchanges with whichever of the brokers answers, over mutual TLS 1.3.
///
/// Only the authorities of the trust bundle are believed, never the system's. Another broker is asked only where nothing was sent
/// to the one before; a request is made a second time only where that does no harm.
package final class BrokerClient: Sendable {
    private let group: MultiThreadedEventLoopGroup
    /// Runs tasks in the thread that serves the connections.
    package let executor: EventLoopTaskExecutor
    private let pool: NIOLoopBoundBox<ConnectionPool>
    private let brokers: [BrokerAddress]
    /// As they were given.
    let addresses: [String]
    /// The broker that answered last is asked first.
    private let preferred = Mutex(0)

    /// - Throws: `.malformed` where the credential is not PEM of a certificate and authorities, or a broker's address is none.
    package init(brokers: [String], credential: AgentCredential) throws(LinkError) {
        let tls = try ClientTLS.context(for: credential)
        var addresses: [BrokerAddress] = []
        for broker in brokers {
            guard let address = BrokerAddress(broker) else {
                throw .malformed("\(broker) is no broker's address: it must be https://HOST:PORT")
            }
            addresses.append(address)
        }
        self.brokers = addresses
        self.addresses = brokers
        // An agent is mostly idle: one thread serves it.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        executor = EventLoopTaskExecutor(eventLoop)
        pool = .makeBoxSendingValue(ConnectionPool(tls: tls, eventLoop: eventLoop), eventLoop: eventLoop)
    }

    /// From now on connections are opened with this credential. What goes on is finished with the one before.
    package func use(_ credential: AgentCredential) async throws(LinkError) {
        let tls = try ClientTLS.context(for: credential)
        await onEventLoop { [pool] in pool.value.use(tls) }
    }

    /// Closes every connection.
    package func shutDown() async {
        await onEventLoop { [pool] in pool.value.shutDown() }
        try? await group.shutdownGracefully()
    }

    /// The answer, whatever its status.
    func perform(_ request: BrokerRequest) async throws(LinkError) -> BrokerAnswer {
        let first = preferred.withLock { $0 }
        var error = LinkError.unreachable("no broker is known")
        for turn in brokers.indices {
            let index = (first + turn) % brokers.count
            let failure: ExchangeFailure
            switch await exchange(request, with: brokers[index]) {
            case .success(let answer):
                preferred.withLock { $0 = index }
                return answer
            case .failure(let reason): failure = reason
            }
            error = LinkError(failure, of: brokers[index])
            switch failure {
            case .notSent, .superseded: continue
            case .withdrawn: throw error
            case .malformed, .keptConnectionEnded, .noAnswer:
                // The next request goes to another broker, if there is one.
                preferred.withLock { $0 = (index + 1) % brokers.count }
                throw error
            }
        }
        throw error
    }

    private func exchange(_ request: BrokerRequest, with broker: BrokerAddress) async -> Result<BrokerAnswer, ExchangeFailure> {
        await onEventLoop {
            let deadline = NIODeadline.now() + request.deadline
            var result = await self.attempt(request, with: broker, until: deadline, isRepeated: false)
            while case .failure(.superseded) = result {
                result = await self.attempt(request, with: broker, until: deadline, isRepeated: false)
            }
            guard case .failure(.keptConnectionEnded) = result, request.isIdempotent else { return result }
            return await self.attempt(request, with: broker, until: deadline, isRepeated: true)
        }
    }

    private func attempt(
        _ request: BrokerRequest, with broker: BrokerAddress, until deadline: NIODeadline, isRepeated: Bool
    ) async -> Result<BrokerAnswer, ExchangeFailure> {
        let id = pool.value.makeID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let call = ExchangeCall(request, to: broker, isRepeated: isRepeated, caller: caller)
                if Task.isCancelled { return call.finish(.failure(.withdrawn)) }
                call.setDeadline(deadline, on: executor.eventLoop)
                pool.value.start(call, id: id)
            }
        } onCancel: {
            executor.eventLoop.execute { self.pool.value.withdraw(id) }
        }
        pool.value.forget(id)
        return result
    }

    /// Most tasks of an agent run there anyway.
    private func onEventLoop<Value: Sendable>(_ body: @Sendable () async -> Value) async -> Value {
        if executor.eventLoop.inEventLoop { return await body() }
        return await withTaskExecutorPreference(executor) { await body() }
    }
}

extension LinkError {
    fileprivate init(_ failure: ExchangeFailure, of broker: BrokerAddress) {
        self =
            switch failure {
            case .notSent(let reason), .keptConnectionEnded(let reason), .noAnswer(let reason):
                .unreachable("https://\(broker.authority) did not answer: \(reason)")
            case .malformed(let reason): .malformed(reason)
            case .superseded: .unreachable("https://\(broker.authority) was not asked: the credential was replaced")
            case .withdrawn: .unreachable("https://\(broker.authority) is not asked any more: the request was withdrawn")
            }
    }
}
