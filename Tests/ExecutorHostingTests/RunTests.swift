import AgentCore
import BeckonWire
import Foundation
import TestSupport
import Testing

@testable import ExecutorHosting

@Suite struct RunTests {
    @Test func anInstructionReachesItsExecutorUnaltered() async throws {
        let fixture = try await Fixture([
            "echo": CPlugin.source(
                executor: "echo",
                run: """
                    host->output(host->context, EXECUTOR_STDOUT, instruction->parameters_json, instruction->parameters_length);
                    host->output(host->context, EXECUTOR_STDERR, (const uint8_t *)instruction->traceparent, strlen(instruction->traceparent));
                    host->progress(host->context, 3, 4, "nearly");
                    host->progress(host->context, 4, 0, 0);
                    if (host->output(host->context, 9, 0, 0) == 0) return;
                    if (strcmp(instruction->executor, "echo") || instruction->timeout_seconds != 77) return;
                    end_with(host, "{\\"said\\": [1, 2.5, \\"é\\"]}");
                    """)
        ])
        let observer = RecordingObserver()
        let parameters: JSONValue = ["text": "tab\tquote\" é 🎈", "number": 9_007_199_254_740_993]
        let result = await fixture.run(
            "echo", parameters, timeout: 77, traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            observer: observer)
        #expect(result == RunResult(outcome: .succeeded, result: ["said": [1, 2.5, "é"]]))
        #expect(try WireJSON.decodeValue(from: observer.octets()) == parameters)
        #expect(observer.text(.stderr) == "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        #expect(
            observer.progress == [Progress(done: 3, total: 4, note: "nearly"), Progress(done: 4, total: nil, note: nil)])
        #expect(observer.host != nil)
        await fixture.hosts.shutDown()
    }

    @Test func anUnknownExecutorIsRejected() async throws {
        let fixture = try await Fixture([:])
        let result = await fixture.run("nothing")
        #expect(result.outcome == .rejected)
        #expect(result.message == "this machine has no executor nothing")
    }

    /// What executors may say at the end, and what the operator is told.
    @Test(arguments: [
        ("end(host, EXECUTOR_FAILED);", Outcome.failed, nil),
        ("end(host, EXECUTOR_REJECTED);", .rejected, nil),
        ("end(host, EXECUTOR_CANCELLED);", .failed, "nobody had cancelled"),
        ("end(host, 99);", .failed, "unknown outcome 99"),
        ("", .failed, "without saying how it ended"),
        ("end_with(host, \"{\");", .failed, "not JSON"),
        ("end_with(host, \"[1]\");", .failed, "breaks its schema"),
        ("end(host, EXECUTOR_REJECTED); end(host, EXECUTOR_SUCCEEDED);", .rejected, nil),
        ("raise(SIGSEGV);", .failed, "executor host ended by signal SIGSEGV"),
        ("_exit(3);", .failed, "executor host ended with exit code 3"),
        ("char junk[64]; memset(junk, 0xff, 64); write(3, junk, 64);", .failed, "a frame of"),
    ])
    func theEndIsToldAsItWas(body: String, outcome: Outcome, message: String?) async throws {
        let source = CPlugin.source(executor: "x", run: body, resultSchema: "{\\\"type\\\": \\\"object\\\"}")
        let fixture = try await Fixture(["plugin": source])
        for _ in 1...2 {
            let result = await fixture.run("x")
            #expect(result.outcome == outcome)
            if let message { #expect(result.message?.contains(message) == true, "\(result)") }
        }
        await fixture.hosts.shutDown()
    }

    @Test func outputIsCompleteAndInOrder() async throws {
        let fixture = try await Fixture([
            "flood": CPlugin.source(
                executor: "flood",
                run: """
                    size_t size = 5 << 20;
                    uint8_t *bytes = malloc(size);
                    for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)(i * 31 + (i >> 8));
                    host->output(host->context, EXECUTOR_STDOUT, bytes, size);
                    for (size_t i = 0; i < 1000; i++) host->output(host->context, EXECUTOR_STDERR, bytes + i, 1);
                    end(host, EXECUTOR_SUCCEEDED);
                    """)
        ])
        let observer = RecordingObserver()
        #expect(await fixture.run("flood", observer: observer).outcome == .succeeded)
        let expected = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 8)) }
        #expect(observer.octets() == expected)
        #expect(observer.octets(.stderr) == Array(expected[..<1000]))
        await fixture.hosts.shutDown()
    }

    @Test func aFullSpoolBlocksTheWriter() async throws {
        let fixture = try await Fixture([
            "flood": CPlugin.source(
                executor: "flood",
                run: """
                    static uint8_t bytes[8 << 20];
                    say_number(host, getpid());
                    host->output(host->context, EXECUTOR_STDOUT, bytes, sizeof bytes);
                    end(host, EXECUTOR_SUCCEEDED);
                    """)
        ])
        let observer = RecordingObserver(isShut: true)
        async let result = fixture.run("flood", observer: observer)
        await observer.outputReached(1)
        // The system call that one of the host's threads is in: 44 is sendto (x86-64), 206 on arm64.
        let threads = "/proc/\(try #require(observer.host).pid)/task"
        let isBlocked = try await Processes.wait {
            try FileManager.default.contentsOfDirectory(atPath: threads).contains { thread in
                let call = (try? String(contentsOfFile: "\(threads)/\(thread)/syscall", encoding: .utf8)) ?? ""
                return call.hasPrefix("44 ") || call.hasPrefix("206 ")
            }
        }
        #expect(isBlocked)
        #expect(observer.octets().count < 1 << 20)
        observer.open()
        #expect(await result.outcome == .succeeded)
        #expect(observer.octets().count > 8 << 20)
        await fixture.hosts.shutDown()
    }

    @Test func aHostIsUsedAgainAfterACleanEndAndNeverAfterAnother() async throws {
        let fixture = try await Fixture([
            "pid": CPlugin.source(
                executor: "pid",
                run: "say_number(host, getpid()); if (instruction->parameters_length > 2) abort(); end(host, EXECUTOR_SUCCEEDED);"
            )
        ])
        func host(_ parameters: JSONValue = .object([:])) async -> Int32? {
            let observer = RecordingObserver()
            _ = await fixture.run("pid", parameters, observer: observer)
            return observer.numbers.first
        }
        let first = try #require(await host())
        #expect(await host() == first)
        #expect(await host(["crash": true]) == first)
        let second = try #require(await host())
        #expect(second != first)
        // An idle host that dies is noticed before anything is handed to it.
        kill(second, SIGKILL)
        #expect(await Processes.wait { !Processes.isRunning(second) })
        let third = try #require(await host())
        #expect(third != second)
        await fixture.hosts.shutDown()
        #expect(await Processes.wait { !Processes.isRunning(third) })
    }

    /// Frozen, so that it has the instruction in its socket when it dies: nothing of it has run, and it runs once.
    @Test(arguments: [0, 900_000]) func whatAnIdleHostDiedWithRunsInTheNext(size: Int) async throws {
        let fixture = try await Fixture([
            "pid": CPlugin.source(executor: "pid", run: "say_number(host, getpid()); end(host, EXECUTOR_SUCCEEDED);")
        ])
        let before = RecordingObserver(), observer = RecordingObserver()
        _ = await fixture.run("pid", observer: before)
        let frozen = try #require(before.host).pid
        kill(frozen, SIGSTOP)
        async let result = fixture.run("pid", ["text": .string(String(repeating: "x", count: size))], observer: observer)
        #expect(await Processes.wait { observer.host?.pid == frozen })
        kill(frozen, SIGKILL)
        #expect(await result.outcome == .succeeded)
        #expect(observer.numbers.count == 1)
        #expect(observer.numbers.first != frozen)
        await fixture.hosts.shutDown()
    }

    @Test func instructionsThatRunAtTheSameTimeHaveHostsOfTheirOwn() async throws {
        let fixture = try await Fixture([
            "meet": CPlugin.source(
                executor: "meet",
                run: """
                    say(host, "here");
                    while (!host->is_cancelled(host->context)) usleep(1000);
                    end(host, EXECUTOR_CANCELLED);
                    """)
        ])
        let observers = (0..<3).map { _ in RecordingObserver() }
        let runs = observers.map { observer in Task { await fixture.run("meet", observer: observer) } }
        for observer in observers { await observer.outputReached(4) }
        #expect(Set(observers.map(\.host?.pid)).count == 3)
        for run in runs { run.cancel() }
        for run in runs { #expect(await run.value == RunResult(outcome: .cancelled)) }
        await fixture.hosts.shutDown()
    }

    @Test func aPluginThatChangedSinceTheStartIsNotRun() async throws {
        let fixture = try await Fixture(["p": CPlugin.source(executor: "x")], adjust: { $0.warmHosts = 0 })
        #expect(await fixture.run("x").outcome == .succeeded)
        try FileManager.default.removeItem(atPath: fixture.directory.path("p.so"))
        try await CPlugin.build(
            CPlugin.source(executor: "x").replacingOccurrences(of: "1.2.3", with: "9"), named: "p", in: fixture.directory)
        let result = await fixture.run("x")
        #expect(result.outcome == .failed)
        #expect(result.message?.contains("restart the agent") == true)
    }
}
