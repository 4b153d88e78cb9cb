import CSystemShims
import ExecutorHostProtocol
import Foundation
import TestSupport
import Testing

@testable import ExecutorHosting

/// The host program as the socket sees it, and what it does when its agent dies.
@Suite struct HostProgramTests {
    @Test func whenTheAgentDiesEverythingEnds() async throws {
        let directory = try TemporaryDirectory()
        let plugin = try await CPlugin.build(
            CPlugin.source(
                executor: "x", run: "start_daemon(host, 0); say_number(host, getpid()); for (;;) pause();", before: CPlugin.daemon
            ),
            named: "p", in: directory)
        let (agent, pids) = try talk(to: plugin)
        agent.shutDown()
        #expect(pids.count == 2)
        for pid in pids { #expect(await Processes.wait { !Processes.isRunning(pid) }) }
    }

    @Test func aSecondInstructionWhileOneRunsEndsTheHost() async throws {
        let directory = try TemporaryDirectory()
        let plugin = try await CPlugin.build(
            CPlugin.source(executor: "x", run: "say_number(host, getpid()); say_number(host, getpid()); for (;;) pause();"),
            named: "p", in: directory)
        let (agent, pids) = try talk(to: plugin)
        try agent.send(Self.run.frame)
        #expect(try agent.receive() == nil, "nothing of the second is said")
        for pid in pids { #expect(await Processes.wait { !Processes.isRunning(pid) }) }
    }

    private static let run = AgentMessage.run(RunInstruction(executor: "x", parameters: Array("{}".utf8)))

    /// Plays the agent up to the second output, and returns its end of the socket and the numbers that were said.
    private func talk(to plugin: String) throws -> (agent: FrameSocket, numbers: [Int32]) {
        let spawned = try HostSpawn.start(program: Processes.hostProgram, plugin: plugin, children: HostChildren())
        defer { close(spawned.ended) }
        func next() throws -> HostMessage { try HostMessage(#require(try spawned.socket.receive())) }
        #expect(try next() == .hello(plugin: "test", version: "0.1.0"))
        guard case .register(let executor) = try next() else { return (spawned.socket, []) }
        #expect(executor.name == "x")
        #expect(try next() == .ready)
        // Void: nothing runs.
        try spawned.socket.send(AgentMessage.cancel.frame)
        try spawned.socket.send(Self.run.frame)
        var said = ""
        while said.split(separator: "\n").count < 2 {
            guard case .output(1, let octets) = try next() else { break }
            said += String(decoding: octets, as: UTF8.self)
        }
        return (spawned.socket, said.split(separator: "\n").compactMap { Int32($0) })
    }
}
