import AgentCore
import BeckonWire
import CSystemShims
import Foundation
import Testing

@testable import ExecutorHosting

/// Time-outs, cancellations, crashes: nothing that an instruction started is left when its end is told.
@Suite struct StoppingTests {
    private static let stubborn = CPlugin.source(
        executor: "x",
        run: """
            signal(SIGTERM, SIG_IGN);
            start_daemon(host, 0);
            if (fork() == 0) for (;;) pause();
            for (;;) pause();
            """, before: CPlugin.daemon)

    @Test func theTimeOutKillsWhatDoesNotEndByItself() async throws {
        let fixture = try await Fixture(["p": Self.stubborn], adjust: { $0.cancellationGrace = .milliseconds(100) })
        let observer = RecordingObserver()
        let result = await fixture.run("x", timeout: 1, observer: observer)
        #expect(result.outcome == .timedOut)
        #expect(result.message == "killed: it did not end in time when it was asked to")
        try expectNothingLeft(of: observer)
        await fixture.hosts.shutDown()
    }

    @Test func aCancelledTaskIsACancelledInstruction() async throws {
        let fixture = try await Fixture(["p": Self.stubborn], adjust: { $0.cancellationGrace = .milliseconds(100) })
        let observer = RecordingObserver()
        let run = Task { await fixture.run("x", observer: observer) }
        await observer.outputReached(1)
        run.cancel()
        #expect(await run.value.outcome == .cancelled)
        try expectNothingLeft(of: observer)
        await fixture.hosts.shutDown()
    }

    @Test func anExecutorIsToldAtOnceThatItIsToEnd() async throws {
        let source = CPlugin.source(
            executor: "x",
            run: """
                pipe(ends);
                host->on_cancel(host->context, told, "!");
                say(host, "ready");
                char byte;
                read(ends[0], &byte, 1);
                host->on_cancel(host->context, 0, 0);
                say(host, byte == '!' && host->is_cancelled(host->context) ? " told" : " wrong");
                end(host, EXECUTOR_CANCELLED);
                """, before: "static int ends[2];\nstatic void told(void *user) { write(ends[1], user, 1); }")
        let fixture = try await Fixture(["p": source])
        let observer = RecordingObserver()
        let run = Task { await fixture.run("x", observer: observer) }
        await observer.outputReached(5)
        run.cancel()
        #expect(await run.value == RunResult(outcome: .cancelled))
        #expect(observer.text() == "ready told")
        #expect(await fixture.run("x", timeout: 1).outcome == .timedOut)
        await fixture.hosts.shutDown()
    }

    @Test func whatSucceededAfterItWasCancelledDidSucceed() async throws {
        let source = CPlugin.source(
            executor: "x",
            run: "say(host, \"r\"); while (!host->is_cancelled(host->context)) usleep(1000); end(host, EXECUTOR_SUCCEEDED);")
        let fixture = try await Fixture(["p": source])
        let observer = RecordingObserver()
        let run = Task { await fixture.run("x", observer: observer) }
        await observer.outputReached(1)
        run.cancel()
        #expect(await run.value.outcome == .succeeded)
        await fixture.hosts.shutDown()
    }

    @Test func whatIsCancelledBeforeItsStartDoesNotStart() async throws {
        let fixture = try await Fixture(["p": CPlugin.source(executor: "x", run: "say(host, \"ran\"); end(host, 0);")])
        let observer = RecordingObserver()
        let run = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await fixture.run("x", observer: observer)
        }
        #expect(await run.value.outcome == .cancelled)
        #expect(observer.text().isEmpty)
        #expect(await fixture.run("x").outcome == .succeeded)
        await fixture.hosts.shutDown()
    }

    @Test func aHostThatIsFrozenIsKilledToo() async throws {
        let source = CPlugin.source(executor: "x", run: "say_number(host, getpid()); end(host, EXECUTOR_SUCCEEDED);")
        let fixture = try await Fixture(["p": source], adjust: { $0.cancellationGrace = .milliseconds(100) })
        let observer = RecordingObserver()
        _ = await fixture.run("x", observer: observer)
        let host = try #require(observer.host)
        kill(host.pid, SIGSTOP)
        // More than the socket holds: the frozen host does not even take it.
        let result = await fixture.run("x", ["text": .string(String(repeating: "x", count: 900_000))], timeout: 1)
        #expect(result.outcome == .timedOut)
        #expect(!Processes.isRunning(host.pid))
        await fixture.hosts.shutDown()
    }

    @Test func aDaemonDoesNotOutliveAnInstructionThatEndedWell() async throws {
        let fixture = try await Fixture([
            "p": CPlugin.source(
                executor: "x", run: "start_daemon(host, 0); end(host, EXECUTOR_SUCCEEDED);", before: CPlugin.daemon)
        ])
        let observer = RecordingObserver()
        #expect(await fixture.run("x", observer: observer).outcome == .succeeded)
        let daemon = try #require(observer.numbers.first)
        #expect(!Processes.isRunning(daemon))
        let host = try #require(observer.host)
        #expect(Processes.isRunning(host.pid), "the host is ready for the next")
        await fixture.hosts.shutDown()
    }

    @Test func aDaemonDoesNotOutliveAHostThatCrashed() async throws {
        let fixture = try await Fixture([
            "p": CPlugin.source(executor: "x", run: "start_daemon(host, 1); raise(SIGKILL);", before: CPlugin.daemon)
        ])
        let observer = RecordingObserver()
        let result = await fixture.run("x", observer: observer)
        #expect(result == RunResult(outcome: .failed, message: "executor host ended by signal SIGKILL"))
        try expectNothingLeft(of: observer)
        await fixture.hosts.shutDown()
    }

    /// A child that was forked and did not exec holds the socket open: the end is seen all the same.
    @Test func aCrashIsSeenThoughAForkHoldsTheSocket() async throws {
        let source = CPlugin.source(
            executor: "x", run: "pid_t pid = fork(); if (pid == 0) for (;;) pause(); say_number(host, pid); abort();")
        let fixture = try await Fixture(["p": source])
        let observer = RecordingObserver()
        #expect(await fixture.run("x", observer: observer).message == "executor host ended by signal SIGABRT")
        try expectNothingLeft(of: observer)
    }

    @Test func aSweepEndsWhatAnEarlierLifeLeft() async throws {
        let fixture = try await Fixture([:])
        // Stands for a host whose agent died: a session with a child in it, and one that left the session and kept the token.
        let token = "token-of-\(UInt64.random(in: 0 ... .max))"
        let host = try spawn("sleep 1000 & setsid sleep 1000 & wait", token: token)
        var facts = process_facts()
        try #require(process_read_facts(host, &facts) == 0)
        var descendants = [pid_t](repeating: 0, count: 16)
        let count = { process_list_descendants(host, &descendants, 16) }
        #expect(await Processes.wait { count() == 2 })
        let innocent = HostProcess(pid: getpid(), startTime: 1, token: "nobody has this one")
        await fixture.hosts.sweep([innocent, HostProcess(pid: host, startTime: facts.start_time, token: token)])
        for pid in [host] + descendants.prefix(2) { #expect(!Processes.isRunning(pid)) }
        waitpid(host, nil, 0)
    }

    @Test func aSweepLeavesAProcessThatOnlyHasTheSamePid() async throws {
        let fixture = try await Fixture([:])
        let other = try spawn("exec sleep 1000", token: "its own")
        await fixture.hosts.sweep([HostProcess(pid: other, startTime: 1, token: "another")])
        #expect(Processes.isRunning(other))
        kill(other, SIGKILL)
        waitpid(other, nil, 0)
    }

    private func spawn(_ script: String, token: String) throws -> pid_t {
        let process = CStrings.with(["/bin/sh"]) { paths in
            CStrings.with(["sh", "-c", script]) { arguments in
                CStrings.with(["PATH=/usr/bin:/bin", "BECKON_HOST=\(token)"]) { environment in
                    var request = process_spawn_request()
                    request.paths = UnsafeRawPointer(paths).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
                    request.arguments = UnsafePointer(arguments)
                    request.environment = UnsafePointer(environment)
                    request.descriptors = (0, 1, 2, -1)
                    request.new_session = 1
                    var step: Int32 = 0
                    return process_spawn(&request, &step)
                }
            }
        }
        return try #require(process > 0 ? process : nil)
    }

    private func expectNothingLeft(of observer: RecordingObserver) throws {
        let host = try #require(observer.host)
        #expect(!Processes.isRunning(host.pid))
        #expect(!observer.numbers.isEmpty)
        for pid in observer.numbers { #expect(!Processes.isRunning(pid)) }
        var pids = [pid_t](repeating: 0, count: 65_536)
        let count = process_list_all(&pids, pids.count)
        for pid in pids.prefix(count) { #expect(process_has_environment(pid, "BECKON_HOST=\(host.token)") == 0) }
    }
}
