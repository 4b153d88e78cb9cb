import Foundation
import Testing

/// The main job on real processes: enrol with one zero certificate, first, second and third request, every result.
@Suite(.serialized)
struct MainJobScenario {
    @Test func oneInstructionOnThreeMachines() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01", "web-02", "db-01"])
        let run = try await datacenter.beckon(["run", "--on", "web-01,web-02,db-01", "shell", "--", "echo", "hello there"])
        #expect(run.status.code == 0, "\(run.errorText)")
        for name in ["web-01", "web-02", "db-01"] {
            #expect(run.outputText.contains("\(name) | hello there\n"), "\(run.outputText)")
            #expect(run.errorText.contains("\(name) succeeded"), "\(run.errorText)")
        }
        withExtendedLifetime((broker, agents)) {}
    }

    @Test func oneTargetGivesItsBytesAndItsExitCode() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])

        let failing = try await datacenter.beckon(["run", "--on", "web-01", "shell", "command=echo out; echo err >&2; exit 7"])
        #expect(failing.status.code == 7)
        #expect(failing.outputText == "out\n")
        #expect(failing.errorText.contains("err\n"))

        // Every octet, five megabytes of them, as they were written.
        let command = "head -c 5000000 /dev/zero | tr '\\0' '\\377'; printf '\\033[2J'"
        let large = try await datacenter.beckon(["run", "--on", "web-01", "shell", "command=\(command)"])
        #expect(large.status.code == 0, "\(large.errorText)")
        #expect(large.output == Data(repeating: 0xFF, count: 5_000_000) + Data("\u{1B}[2J".utf8))
        withExtendedLifetime((broker, agents)) {}
    }

    /// Whoever has seen enough waits for nobody: the command stops in the midst of an answer that it does not read on.
    @Test func aReaderThatHasSeenEnoughEndsIt() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        let beckon = "\(Programs.path("beckon")) run --profile \(datacenter.profile) --on web-01 --timeout 20s"
        let shown = try await datacenter.finish(
            "/bin/bash", ["-o", "pipefail", "-c", "\(beckon) shell command='seq 1 20000000' | head -n 1"])
        #expect(shown.outputText == "1\n")
        #expect(shown.status.code == 141, "as of a program that SIGPIPE ended: \(shown.errorText)")
        withExtendedLifetime((broker, agents)) {}
    }

    @Test func outcomesAreHonest() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])

        let late = try await datacenter.beckon(["run", "--on", "web-01", "--timeout", "1s", "shell", "--", "sleep", "1000"])
        #expect(late.status.code == 1)
        #expect(late.errorText.contains("timed-out"))
        #expect(Processes.count(matching: "sleep", "1000") == 0)

        let detached = try await datacenter.beckon(["run", "--on", "web-01", "--detach", "shell", "--", "sleep", "2000"])
        let transaction = detached.outputText.trimmingCharacters(in: .whitespacesAndNewlines)
        try await eventually("it runs") { Processes.count(matching: "sleep", "2000") == 1 ? true : nil }
        let cancel = try await datacenter.beckon(["transaction", "cancel", transaction])
        #expect(cancel.status.code == 0, "\(cancel.errorText)")
        try await datacenter.outcome(of: transaction, is: "cancelled")
        #expect(Processes.count(matching: "sleep", "2000") == 0)

        let refused = try await datacenter.beckon(["run", "--on", "web-01", "shell", "command=true", "nonsense=1"])
        #expect(refused.status.code != 0)
        #expect(refused.errorText.contains("nonsense"), "\(refused.errorText)")
        let missing = try await datacenter.beckon(["run", "--on", "web-01", "no-such-executor"])
        #expect(missing.status.code != 0)
        #expect(missing.errorText.contains("no-such-executor"), "\(missing.errorText)")
        withExtendedLifetime((broker, agents)) {}
    }

    @Test func operatorsSeeMachinesExecutorsAndTransactions() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        let run = try await datacenter.beckon(["run", "--on", "web-01", "shell", "--", "echo", "kept"])
        #expect(run.status.code == 0)

        let list = try await datacenter.beckon(["transaction", "list", "-o", "json"])
        let transaction = try #require(TransactionLine.all(in: list.output).first?.transaction)
        let output = try await datacenter.beckon(["transaction", "output", transaction])
        #expect(output.outputText.contains("kept\n"))
        let shown = try await datacenter.beckon(["transaction", "show", transaction])
        #expect(shown.outputText.contains("web-01"))
        #expect(shown.outputText.contains("succeeded"))
        let help = try await datacenter.beckon(["executor", "show", "shell"])
        #expect(help.outputText.contains("argv"))
        let machines = try await datacenter.beckon(["machine", "list"])
        #expect(machines.outputText.contains("web-01"))
        withExtendedLifetime((broker, agents)) {}
    }

    @Test func anInstructionWaitsForItsMachine() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        await agents[0].kill()
        let detached = try await datacenter.beckon(["run", "--on", "web-01", "--detach", "shell", "--", "echo", "later"])
        let transaction = detached.outputText.trimmingCharacters(in: .whitespacesAndNewlines)
        let again = try datacenter.startAgent("web-01")
        try await datacenter.outcome(of: transaction, is: "succeeded")
        withExtendedLifetime((broker, again)) {}
    }

    @Test func stoppingTheBrokerAnswersParkedRequestsAndLosesNothing() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        broker.signal(SIGTERM)
        #expect(await broker.ended().code == 0, "\(broker.errorText)")
        let again = try await datacenter.startBroker()
        try await datacenter.connected("web-01")
        let run = try await datacenter.beckon(["run", "--on", "web-01", "shell", "--", "echo", "back"])
        #expect(run.outputText == "back\n", "\(run.errorText)")
        withExtendedLifetime((again, agents)) {}
    }
}
