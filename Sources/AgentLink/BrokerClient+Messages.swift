import AgentCore
import BeckonWire

extension BrokerClient {
    /// The message in an answer that succeeded.
    func message<Message: WireMessage>(_ request: BrokerRequest, as type: Message.Type = Message.self) async throws(LinkError)
        -> Message
    {
        try Self.decode(try await success(request))
    }

    /// An answer that succeeded; any other is thrown as the refusal that it is.
    func success(_ request: BrokerRequest) async throws(LinkError) -> BrokerAnswer {
        let answer = try await perform(request)
        guard (200..<300).contains(answer.status) else { throw .refused(Self.problem(in: answer)) }
        return answer
    }

    static func decode<Message: WireMessage>(_ answer: BrokerAnswer) throws(LinkError) -> Message {
        do {
            return try WireJSON.decode(from: answer.body, limit: ConnectionMachine.answerLimit)
        } catch {
            throw .malformed("\(error)")
        }
    }

    /// Whatever has no problem document in it is known by its status. The header counts where the document names no time. A broker
    /// whose clock says something else than this machine's may have refused for that.
    static func problem(in answer: BrokerAnswer) -> Problem {
        let found: Problem? = try? WireJSON.decode(from: answer.body)
        let problem = found ?? Problem(ProblemKind(status: answer.status), "the broker answered \(answer.status)")
        let doubt = answer.date.flatMap { ClockDoubt(here: SystemClock().now, broker: $0) }
        let hints = [problem.hint, doubt?.description].compactMap { $0 }
        return Problem(
            problem.kind, problem.detail, hint: hints.isEmpty ? nil : hints.joined(separator: "; "),
            retryAfter: problem.retryAfter ?? answer.retryAfter, members: problem.members)
    }
}
