import AgentConfigurationFile
import AgentCore
import ArgumentParser
import BeckonIdentity
import BeckonWire
import Glibc

/// `beckon-agent policy explain`
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say whether the policy of this machine lets an instruction run, and why.",
        discussion: """
            INSTRUCTION.json is {"executor": "shell", "parameters": {"command": "uname -a", "user": "deploy"}}. Nothing runs, and \
            whether the machine has the executor is not looked at. Without --operator the answer is that for a broker which does \
            not name the operator.

            Exit codes: 0 it is allowed; 1 it is refused; 64 there is no answer (wrong usage, no instruction, a configuration \
            that the agent would not take).
            """)

    @Argument(help: ArgumentHelp("A file with the instruction.", valueName: "instruction.json"))
    var file: String

    @Option(help: "Who submits it.")
    var `operator`: String?

    @Option(help: "When it is to run, such as 2026-11-24T08:00:00Z. (default: now)")
    var at: Timestamp?

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var data: DataOption

    @Option(name: .shortAndLong, help: "How to print the answer.")
    var output = OutputFormat.text

    func run() async throws {
        let answer: ExplainedVerdict
        do {
            answer = try explain()
        } catch {
            LineLogHandler.write("beckon-agent: \(error)")
            throw ExitCode.validationFailure
        }
        switch output {
        case .text: print(answer.text)
        case .json: print(answer.json)
        }
        if !answer.verdict.isAllowed { throw ExitCode.failure }
    }

    private func explain() throws -> ExplainedVerdict {
        let configuration = try config.load()
        let question = PolicyQuestion(
            instruction: try WireJSON.decode(from: DurableFile.read(file)), operator: `operator`, time: at ?? SystemClock().now)
        let surroundings = SystemSurroundings(ownUser: agentsUser(configuration))
        return ExplainedVerdict(verdict: configuration.policy.verdict(on: question, in: surroundings), at: question.time)
    }

    /// Whoever has the agent's data: an admin who asks need not be the agent's user.
    private func agentsUser(_ configuration: AgentConfiguration) -> UInt32 {
        var status = stat()
        return stat(data.path(configuration), &status) == 0 ? status.st_uid : geteuid()
    }
}

extension Timestamp: ExpressibleByArgument {
    /// RFC 3339 in UTC, with milliseconds or without.
    package init?(argument text: String) {
        self.init(text.hasSuffix("Z") && !text.contains(".") ? "\(text.dropLast()).000Z" : text)
    }
}
