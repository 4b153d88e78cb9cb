/// What the agent says to a host. It sends `run` only after `ready` or after the `finished` of the run before; a `cancel` that
/// arrives when nothing runs is void. When it closes the socket the host ends, with everything that it started.
package enum AgentMessage: Hashable, Sendable {
    case run(RunInstruction)
    case cancel

    package var frame: Frame {
        switch self {
        case .run(let instruction):
            var fields = FieldWriter()
            fields.text(instruction.executor)
            fields.octets(instruction.parameters)
            fields.text(instruction.traceparent)
            fields.integer(instruction.timeoutSeconds)
            return Frame(kind: .run, payload: fields.octets)
        case .cancel:
            return Frame(kind: .cancel)
        }
    }

    package init(_ frame: Frame) throws(FrameError) {
        var fields = FieldReader(frame)
        switch frame.kind {
        case .run:
            self = .run(
                RunInstruction(
                    executor: try fields.text("executor"), parameters: try fields.octets("parameters"),
                    traceparent: try fields.text("traceparent"), timeoutSeconds: try fields.integer("timeout")))
        case .cancel: self = .cancel
        case .hello, .register, .ready, .refused, .output, .progress, .finished: throw .unexpectedKind(frame.kind)
        }
        try fields.end()
    }
}
