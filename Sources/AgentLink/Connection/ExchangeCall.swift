import BeckonIdentity
import NIOCore

/// One exchange from its caller's point of view: what is asked of whom until when, and who waits for the answer.
///
/// Confined to the event loop.
final class ExchangeCall {
    let request: BrokerRequest
    let broker: BrokerAddress
    /// Asks for a new connection, since one that was kept has just turned out to have ended.
    let isRepeated: Bool
    /// The connection that it has been given, if it has one.
    var connection: BrokerConnection?

    private var caller: CheckedContinuation<Result<BrokerAnswer, ExchangeFailure>, Never>?
    private var timer: Scheduled<Void>?

    init(
        _ request: BrokerRequest, to broker: BrokerAddress, isRepeated: Bool,
        caller: CheckedContinuation<Result<BrokerAnswer, ExchangeFailure>, Never>
    ) {
        self.request = request
        self.broker = broker
        self.isRepeated = isRepeated
        self.caller = caller
    }

    var isOver: Bool { caller == nil }

    /// Gives up at that time, wherever the exchange then is.
    func setDeadline(_ deadline: NIODeadline, on eventLoop: any EventLoop) {
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            let reason = "no answer within \(request.deadline.nanoseconds / 1_000_000_000) s"
            giveUp(connection?.hasSent == true ? .noAnswer(reason) : .notSent(reason))
        }
    }

    /// Ends the exchange from outside, and the connection with it: what may still come there belongs to nobody.
    func giveUp(_ failure: ExchangeFailure) {
        let connection = connection
        finish(.failure(failure))
        connection?.abandon()
    }

    /// The first result counts.
    func finish(_ result: Result<BrokerAnswer, ExchangeFailure>) {
        connection = nil
        timer?.cancel()
        timer = nil
        caller?.resume(returning: result)
        caller = nil
    }
}
