import AgentCore
import BeckonWire
import ExecutorHostProtocol

extension RunResult {
    /// What an executor said, in the words of the broker. A result that breaks the executor's own schema is no success.
    init(_ finish: RunFinish, stop: HostRun.Stop?, resultSchema: JSONSchema?) {
        var outcome = Self.outcome(finish.outcome, stop)
        var message = finish.message
        var result: JSONValue?
        do throws(PluginRefusal) {
            result = try Self.checked(finish.result, resultSchema)
        } catch {
            if outcome == .succeeded { outcome = .failed }
            message = message.isEmpty ? error.description : "\(message); \(error)"
        }
        if finish.outcome == .cancelled && stop == nil && message.isEmpty {
            message = "the executor ended as cancelled, and nobody had cancelled it"
        }
        self.init(
            outcome: outcome, exitCode: finish.exitCode.map(Int.init), result: result, message: message.isEmpty ? nil : message)
    }

    /// An executor that was asked to end and said that it did so. One that succeeded or failed meanwhile, did.
    private static func outcome(_ said: RunFinish.Outcome, _ stop: HostRun.Stop?) -> Outcome {
        switch said {
        case .succeeded: .succeeded
        case .failed: .failed
        case .rejected: .rejected
        case .cancelled: stop?.outcome ?? .failed
        }
    }

    private static func checked(_ octets: [UInt8], _ schema: JSONSchema?) throws(PluginRefusal) -> JSONValue? {
        guard !octets.isEmpty else { return nil }
        let value: JSONValue
        do { value = try WireJSON.decodeValue(from: octets) } catch {
            throw PluginRefusal("the executor's result is not JSON: \(error)")
        }
        guard let schema else { throw PluginRefusal("the executor gave a result and registered none") }
        if let violation = schema.violations(of: value, limit: 1).first {
            throw PluginRefusal("the executor's result breaks its schema: \(violation)")
        }
        return value
    }

    /// The host ended, as was seen, and nothing was said about the instruction.
    init(lost reason: String?, stop: HostRun.Stop?, end: HostEnd) {
        // A kill of ours needs no words; anything else does.
        let message: String? =
            switch (reason, stop) {
            case (let reason?, _): reason
            case (nil, .some) where end == .signalled(9): "killed: it did not end in time when it was asked to"
            case (nil, _): end.description
            }
        self.init(outcome: stop?.outcome ?? .failed, message: message)
    }
}
