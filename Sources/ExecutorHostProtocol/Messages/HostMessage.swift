/// What a host says to the agent.
///
/// First `hello`, a `register` per executor and `ready`, or `refused` at any point instead. Then, for each `run`: any number
/// of `output` and `progress`, and one `finished`.
package enum HostMessage: Hashable, Sendable {
    /// The version of this protocol that agent and host speak.
    package static let protocolVersion: UInt32 = 1

    case hello(plugin: String, version: String)
    case register(ExecutorRegistration)
    case ready
    /// The plugin cannot serve: one line, for the log.
    case refused(String)
    case output(stream: UInt8, octets: [UInt8])
    case progress(done: UInt64, total: UInt64, note: String)
    case finished(RunFinish)

    package static let standardOutput: UInt8 = 1
    package static let standardError: UInt8 = 2

    package var frame: Frame {
        var fields = FieldWriter()
        switch self {
        case .hello(let plugin, let version):
            fields.integer(Self.protocolVersion)
            fields.text(plugin)
            fields.text(version)
            return Frame(kind: .hello, payload: fields.octets)
        case .register(let executor):
            for text in [executor.name, executor.version, executor.summary, executor.parametersSchema] { fields.text(text) }
            fields.text(executor.resultSchema ?? "")
            return Frame(kind: .register, payload: fields.octets)
        case .ready:
            return Frame(kind: .ready)
        case .refused(let reason):
            fields.text(reason)
            return Frame(kind: .refused, payload: fields.octets)
        case .output(let stream, let octets):
            // The octets are the rest of the payload: the one field that may be large carries no second length.
            return Frame(kind: .output, payload: [stream] + octets)
        case .progress(let done, let total, let note):
            fields.integer(done)
            fields.integer(total)
            fields.text(note)
            return Frame(kind: .progress, payload: fields.octets)
        case .finished(let finish):
            fields.integer(finish.outcome.rawValue)
            fields.integer(UInt8(finish.exitCode == nil ? 0 : 1))
            fields.integer(finish.exitCode ?? 0)
            fields.octets(finish.result)
            fields.text(finish.message)
            return Frame(kind: .finished, payload: fields.octets)
        }
    }

    package init(_ frame: Frame) throws(FrameError) {
        var fields = FieldReader(frame)
        switch frame.kind {
        case .hello:
            guard try fields.integer("protocol version") == Self.protocolVersion else {
                throw .malformed(.hello, field: "protocol version")
            }
            self = .hello(plugin: try fields.text("plugin"), version: try fields.text("version"))
        case .register: self = .register(try Self.registration(&fields))
        case .ready: self = .ready
        case .refused: self = .refused(try fields.text("reason"))
        case .output:
            let stream: UInt8 = try fields.integer("stream")
            guard [Self.standardOutput, Self.standardError].contains(stream) else {
                throw .malformed(.output, field: "stream")
            }
            self = .output(stream: stream, octets: Array(frame.payload.dropFirst()))
            return
        case .progress:
            self = .progress(
                done: try fields.integer("done"), total: try fields.integer("total"), note: try fields.text("note"))
        case .finished: self = .finished(try Self.finish(&fields))
        case .run, .cancel: throw .unexpectedKind(frame.kind)
        }
        try fields.end()
    }

    private static func registration(_ fields: inout FieldReader) throws(FrameError) -> ExecutorRegistration {
        let name = try fields.text("name")
        let version = try fields.text("version")
        let summary = try fields.text("summary")
        let parameters = try fields.text("parameters schema")
        let result = try fields.text("result schema")
        return ExecutorRegistration(
            name: name, version: version, summary: summary, parametersSchema: parameters,
            resultSchema: result.isEmpty ? nil : result)
    }

    private static func finish(_ fields: inout FieldReader) throws(FrameError) -> RunFinish {
        guard let outcome = RunFinish.Outcome(rawValue: try fields.integer("outcome")) else {
            throw .malformed(.finished, field: "outcome")
        }
        let hasExitCode: UInt8 = try fields.integer("exit code")
        let exitCode: Int32 = try fields.integer("exit code")
        guard hasExitCode == 1 || hasExitCode == 0 && exitCode == 0 else { throw .malformed(.finished, field: "exit code") }
        return RunFinish(
            outcome: outcome, exitCode: hasExitCode == 1 ? exitCode : nil, result: try fields.octets("result"),
            message: try fields.text("message"))
    }
}
