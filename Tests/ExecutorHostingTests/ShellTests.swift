import AgentCore
import BeckonWire
import Foundation
import TestSupport
import Testing

@testable import ExecutorHosting

/// The `shell` executor as it ships, in its host.
@Suite struct ShellTests {
    private func shell() async throws -> Fixture {
        try await Fixture([:]) { directory in
            try FileManager.default.copyItem(atPath: Processes.shellPlugin, toPath: directory.path("libShell.so"))
            chmod(directory.path("libShell.so"), 0o755)
        }
    }

    private func run(_ parameters: JSONValue, observer: RecordingObserver = RecordingObserver()) async throws -> RunResult {
        let fixture = try await shell()
        let result = await fixture.run("shell", parameters, observer: observer)
        await fixture.hosts.shutDown()
        return result
    }

    @Test func bothStreamsAndTheExitCodeComeBack() async throws {
        let observer = RecordingObserver()
        let result = try await run(["command": "echo out; echo err >&2; exit 3"], observer: observer)
        #expect(result == RunResult(outcome: .failed, exitCode: 3, result: ["exitCode": 3], message: "exit code 3"))
        #expect(observer.text() == "out\n")
        #expect(observer.text(.stderr) == "err\n")
    }

    @Test func argumentsReachAProgramWithoutAShell() async throws {
        let observer = RecordingObserver()
        let result = try await run(["argv": ["printf", "%s|", "a b", "$HOME", "; rm -rf /", "é"]], observer: observer)
        #expect(result == RunResult(outcome: .succeeded, exitCode: 0, result: ["exitCode": 0]))
        #expect(observer.text() == "a b|$HOME|; rm -rf /|é|")
    }

    @Test func aSignalIsToldByNumberAndName() async throws {
        let result = try await run(["command": "kill -9 $$"])
        #expect(
            result
                == RunResult(
                    outcome: .failed, exitCode: 137, result: ["signal": 9, "signalName": "SIGKILL"], message: "ended by SIGKILL"))
    }

    @Test(
        arguments: [
            (["argv": ["no-such-program"]], 127, "no-such-program: not found"),
            (["argv": ["/etc/passwd"]], 126, "/etc/passwd: Permission denied"),
        ] as [(JSONValue, Int, String)])
    func aProgramThatCannotRunFailsAsInAShell(parameters: JSONValue, code: Int, message: String) async throws {
        let result = try await run(parameters)
        #expect(result.outcome == .failed)
        #expect(result.exitCode == code)
        #expect(result.message == message)
    }

    @Test(
        arguments: [
            (["command": "true", "cwd": "/nowhere"], "/nowhere"),
            (["command": "true", "user": "no-such-account"], "no-such-account"),
            (["command": "echo \u{0} x"], "command holds a NUL"),
            (["command": "true", "env": ["a=b": "c"]], "a=b"),
            (["argv": [""]], "begins with a program"),
        ] as [(JSONValue, String)])
    func whatThisMachineCannotDoIsRejected(parameters: JSONValue, message: String) async throws {
        let result = try await run(parameters)
        #expect(result.outcome == .rejected)
        #expect(result.message?.contains(message) == true, "\(result)")
    }

    @Test func directoryEnvironmentAndInputAreAsGiven() async throws {
        let observer = RecordingObserver()
        let result = try await run(
            [
                "command": "pwd; echo \"$GREETING\"; echo \"$PATH\"; cat; env | grep -c SECRET_OF_THE_AGENT",
                "cwd": "/usr", "env": ["GREETING": "hei\nsann"], "stdin": "in\n",
            ], observer: observer)
        #expect(result.exitCode == 1, "grep counted none")
        #expect(
            observer.text() == "/usr\nhei\nsann\n/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nin\n0\n")
    }

    @Test(.enabled(if: geteuid() == 0)) func anotherUserHasItsGroupsAndNothingOfRoot() async throws {
        let observer = RecordingObserver()
        let result = try await run(
            ["command": "id -un; id -G; echo $HOME; cat /etc/shadow", "user": "nobody"], observer: observer)
        #expect(result.exitCode == 1)
        #expect(observer.text() == "nobody\n65534\n/nonexistent\n")
        #expect(observer.text(.stderr).contains("ermission denied"))
    }

    @Test(.enabled(if: geteuid() == 0)) func whereAnotherUserMayNotGoIsNoDirectoryOfIts() async throws {
        let result = try await run(["command": "true", "user": "nobody", "cwd": "/root"])
        #expect(result == RunResult(outcome: .rejected, message: "cwd: /root: Permission denied"))
    }

    @Test func unlessInputIsGivenThereIsNone() async throws {
        let observer = RecordingObserver()
        #expect(try await run(["command": "cat; echo end"], observer: observer).outcome == .succeeded)
        #expect(observer.text() == "end\n")
    }

    @Test func aProgramMayCloseItsStreamsAndGoOn() async throws {
        let observer = RecordingObserver()
        let result = try await run(["command": "echo out; exec <&- >&- 2>&-; sleep 0.01; exit 4"], observer: observer)
        #expect(result.exitCode == 4)
        #expect(observer.text() == "out\n")
    }

    @Test func aChildInTheBackgroundNeitherHoldsItUpNorOutlivesIt() async throws {
        let observer = RecordingObserver()
        let result = try await run(
            ["command": "sleep 1000 & echo $!; setsid sleep 1000 & echo $!; yes > /dev/null & echo $!"], observer: observer)
        #expect(result.outcome == .succeeded)
        #expect(observer.numbers.count == 3)
        for pid in observer.numbers { #expect(!Processes.isRunning(pid)) }
    }

    @Test func muchOutputIsComplete() async throws {
        let observer = RecordingObserver()
        let result = try await run(["command": "head -c 5000000 /dev/zero | tr '\\0' x; printf end"], observer: observer)
        #expect(result.outcome == .succeeded)
        #expect(observer.octets().count == 5_000_003)
        #expect(observer.octets().suffix(4) == ArraySlice("xend".utf8))
    }

    @Test func inputThatNobodyReadsHurtsNobody() async throws {
        let input = String(repeating: "x", count: 900_000)
        #expect(try await run(["command": "exec 0<&-; exit 0", "stdin": .string(input)]).outcome == .succeeded)
        let observer = RecordingObserver()
        #expect(try await run(["command": "wc -c", "stdin": .string(input)], observer: observer).outcome == .succeeded)
        #expect(observer.numbers == [900_000])
    }

    @Test func aTimeOutEndsTheWholeTree() async throws {
        let fixture = try await shell()
        let observer = RecordingObserver()
        let result = await fixture.run(
            "shell", ["command": "sh -c 'sleep 1000 & echo $!; setsid sleep 1000 & echo $!; wait'; echo never"], timeout: 1,
            observer: observer)
        #expect(result.outcome == .timedOut)
        #expect(observer.numbers.count == 2)
        #expect(!observer.text().contains("never"))
        for pid in observer.numbers { #expect(!Processes.isRunning(pid)) }
        await fixture.hosts.shutDown()
    }

    @Test func aCancellationIsAskedForBeforeItIsForced() async throws {
        let fixture = try await shell()
        let observer = RecordingObserver()
        let run = Task {
            await fixture.run(
                "shell", ["command": "trap 'echo asked; exit 0' TERM; echo ready; while :; do sleep 0.01; done"],
                observer: observer)
        }
        await observer.outputReached(6)
        run.cancel()
        #expect(await run.value == RunResult(outcome: .cancelled))
        #expect(observer.text() == "ready\nasked\n")
        await fixture.hosts.shutDown()
    }

    @Test func whoIgnoresTheQuestionIsForced() async throws {
        let fixture = try await shell()
        let observer = RecordingObserver()
        let run = Task {
            await fixture.run(
                "shell", ["command": "trap '' TERM; echo $$; while :; do sleep 0.01; done"], observer: observer)
        }
        await observer.outputReached(2)
        run.cancel()
        #expect(await run.value.outcome == .cancelled)
        for pid in observer.numbers { #expect(!Processes.isRunning(pid)) }
        await fixture.hosts.shutDown()
    }

    @Test(
        arguments: [
            (.object([:]), false), (["command": "a"], true), (["argv": ["a"]], true), (["command": "a", "argv": ["a"]], false),
            (["argv": []], false), (["command": ""], false), (["command": "a", "cwd": "relative"], false),
            (["command": "a", "env": ["A": 1]], false), (["command": "a", "comand": "typo"], false),
            (["command": "a", "cwd": "/", "env": ["A": "b"], "stdin": "", "user": "root"], true),
        ] as [(JSONValue, Bool)])
    func theSchemaAdmitsWhatTheExecutorTakes(parameters: JSONValue, isValid: Bool) async throws {
        let fixture = try await shell()
        let schema = try JSONSchema(try #require(fixture.hosts.catalogue.executors.first).parameters)
        #expect(schema.violations(of: parameters).isEmpty == isValid)
        await fixture.hosts.shutDown()
    }
}
