import ExecutorHostProtocol
import Testing

@Suite struct MessageTests {
    private static let registration = ExecutorRegistration(
        name: "x", version: "1", summary: "é 🎈", parametersSchema: "{}", resultSchema: nil)

    @Test(
        arguments: [
            .hello(plugin: "p", version: "1.0"), .register(registration),
            .register(
                ExecutorRegistration(name: "y", version: "", summary: "", parametersSchema: "{\"a\":1}", resultSchema: "{}")),
            .ready, .refused("because"), .output(stream: 1, octets: []), .output(stream: 2, octets: [0, 255, 10]),
            .progress(done: .max, total: 0, note: ""), .finished(RunFinish(outcome: .succeeded)),
            .finished(RunFinish(outcome: .failed, exitCode: -1, result: Array("{}".utf8), message: "no")),
            .finished(RunFinish(outcome: .rejected, exitCode: 0)),
        ] as [HostMessage])
    func whatAHostSaysArrivesAsSaid(message: HostMessage) throws {
        #expect(try HostMessage(message.frame) == message)
        #expect(throws: FrameError.unexpectedKind(message.frame.kind)) { try AgentMessage(message.frame) }
    }

    @Test(
        arguments: [
            .cancel, .run(RunInstruction(executor: "shell", parameters: Array("{\"a\":[]}".utf8))),
            .run(RunInstruction(executor: "x", parameters: [], traceparent: "00-a-b-01", timeoutSeconds: .max)),
        ] as [AgentMessage])
    func whatTheAgentSaysArrivesAsSaid(message: AgentMessage) throws {
        #expect(try AgentMessage(message.frame) == message)
        #expect(throws: FrameError.unexpectedKind(message.frame.kind)) { try HostMessage(message.frame) }
    }

    /// The octets are a contract with plugins that are programs in any language.
    @Test func theOctetsAreAsTheDocumentSays() {
        let run = AgentMessage.run(
            RunInstruction(executor: "x", parameters: [0x7B, 0x7D], traceparent: "t", timeoutSeconds: 258))
        #expect(
            run.frame.octets == [0, 0, 0, 24, 16] + [0, 0, 0, 1, 0x78] + [0, 0, 0, 2, 0x7B, 0x7D] + [0, 0, 0, 1, 0x74]
                + [0, 0, 0, 0, 0, 0, 1, 2])
        let finished = HostMessage.finished(RunFinish(outcome: .failed, exitCode: 3, result: [0x7B, 0x7D], message: "m"))
        #expect(
            finished.frame.octets == [0, 0, 0, 17, 7] + [1, 1, 0, 0, 0, 3] + [0, 0, 0, 2, 0x7B, 0x7D] + [0, 0, 0, 1, 0x6D])
    }

    @Test func aPayloadThatIsTooShortOrTooLongIsRefused() throws {
        for message in [HostMessage.refused("why"), .finished(RunFinish(outcome: .failed, exitCode: 1, message: "m"))] {
            let frame = message.frame
            for length in 0..<frame.payload.count {
                #expect(throws: FrameError.self) {
                    try HostMessage(Frame(kind: frame.kind, payload: Array(frame.payload[..<length])))
                }
            }
            #expect(throws: FrameError.malformed(frame.kind, field: "end")) {
                try HostMessage(Frame(kind: frame.kind, payload: frame.payload + [0]))
            }
        }
    }

    @Test(arguments: [
        (Frame(kind: .refused, payload: [0, 0, 0, 1, 0xFF]), "reason"),
        (Frame(kind: .refused, payload: [0xFF, 0xFF, 0xFF, 0xFF, 65]), "reason"),
        (Frame(kind: .output, payload: [3, 65]), "stream"),
        (Frame(kind: .hello, payload: [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]), "protocol version"),
        (Frame(kind: .finished, payload: [9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "outcome"),
        (Frame(kind: .finished, payload: [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "exit code"),
    ])
    func aFieldThatMakesNoSenseIsNamed(frame: Frame, field: String) {
        #expect(throws: FrameError.malformed(frame.kind, field: field)) { try HostMessage(frame) }
    }

    /// Whatever comes, it is a message or an error.
    @Test func noOctetsBringTheDecoderDown() throws {
        var random = SeededGenerator(seed: 0xBEC0)
        let valid = [
            HostMessage.register(Self.registration).frame, HostMessage.finished(RunFinish(outcome: .succeeded)).frame,
            AgentMessage.run(RunInstruction(executor: "x", parameters: [1])).frame,
            HostMessage.output(stream: 1, octets: [1]).frame,
        ]
        for _ in 0..<20_000 {
            var octets = valid.randomElement(using: &random).map(\.octets) ?? []
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let index = Int.random(in: 0..<octets.count, using: &random)
                octets[index] = UInt8.random(in: 0...255, using: &random)
            }
            octets.removeLast(Int.random(in: 0..<octets.count, using: &random) / 4)
            var decoder = FrameDecoder()
            decoder.append(octets)
            while let frame = try? decoder.next() {
                let (host, agent) = (try? HostMessage(frame), try? AgentMessage(frame))
                #expect(host == nil || agent == nil)
                if let host { #expect(host.frame == frame) }
                if let agent { #expect(agent.frame == frame) }
            }
        }
    }
}
