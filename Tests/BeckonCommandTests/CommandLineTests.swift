import ArgumentParser
@testable import BeckonCommand
import Testing

@Suite struct CommandLineTests {
    private func run(_ arguments: String...) throws -> RunCommand {
        try #require(try Beckon.parseAsRoot(CommandWords.folded(["run"] + arguments)) as? RunCommand)
    }

    @Test func wordsAfterTheTerminatorAreKeptAsTheyAre() throws {
        let command = try run("--on", "web-01", "shell", "cwd=/tmp", "--", "ls", "-la", "--", "a b", "")
        #expect(command.words == ["ls", "-la", "--", "a b", ""])
        #expect(command.parameters == ["cwd=/tmp"])
        #expect(command.executor == "shell")
    }

    @Test func optionsMayFollowTheExecutor() throws {
        let command = try run("shell", "--on", "web-01,web-02", "--on", "web-03", "command=uptime", "--timeout", "5s")
        #expect(command.machines == ["web-01,web-02", "web-03"])
        #expect(command.timeout?.seconds == 5)
    }

    @Test(arguments: [
        ["run", "shell"], ["run", "--on", "web-01"], ["run", "--on", "web-01", "Shell!"],
        ["run", "--on", "w", "--timeout", "5", "shell"],
        ["zero", "create", "edge", "--out", "-"], ["zero", "create", "Edge", "--out", "f"], ["transaction", "show", "t-1"],
        ["nonsense"],
    ])
    func whatIsWrongIsAUsageError(_ arguments: [String]) {
        #expect { try Beckon.parseAsRoot(CommandWords.folded(arguments)) } throws: {
            Beckon.exitCode(for: $0).rawValue == ExitStatus.usage
        }
    }

    @Test func everyCommandHasHelp() {
        for command in Self.commands(of: Beckon.self, []) {
            #expect(!Beckon.helpMessage(for: command).isEmpty)
            #expect(!command.configuration.abstract.isEmpty, "\(command) says nothing of itself")
        }
    }

    private static func commands(of type: any ParsableCommand.Type, _ found: [any ParsableCommand.Type])
        -> [any ParsableCommand.Type]
    {
        type.configuration.subcommands.reduce(found + [type]) { commands(of: $1, $0) }
    }
}
