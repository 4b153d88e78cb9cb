import ArgumentParser
@testable import BeckonCommand
import BeckonWire
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
        ["nonsense"], ["zero", "create", "edge", "--out", "f", "--cidr", "192.0.2.1/24"],
        ["zero", "create", "edge", "--out", "f", "--label", "role"], ["zero", "create", "edge", "--out", "f", "--uses", "0"],
        ["zero", "create", "edge", "--out", "f", "--names", "a)|(b"],
        ["zero", "create", "edge", "--out", "f", "--label", "a=b", "--label", "a=c"], ["zero", "revoke", "z-1/.."],
        ["zero", "send", "f"], ["zero", "send", "f", "web-01", "web-01"], ["zero", "send", "f", "web 01"],
        ["zero", "send", "f", "web-01", "--name", "web-01"], ["zero", "send", "f", "a", "b", "--enroll", "--name", "web-01"],
        ["zero", "send", "f", "web-01", "--parallel", "0"], ["zero", "send", "f", "--", "-oProxyCommand=x"],
    ])
    func whatIsWrongIsAUsageError(_ arguments: [String]) {
        #expect { try Beckon.parseAsRoot(CommandWords.folded(arguments)) } throws: {
            Beckon.exitCode(for: $0).rawValue == ExitStatus.usage
        }
    }

    @Test func aZeroCertificateHasTheBoundsThatAreTyped() throws {
        let command = try #require(
            try Beckon.parseAsRoot([
                "zero", "create", "edge", "--out", "f", "--uses", "3", "--cidr", "192.0.2.0/24", "--cidr", "2001:db8::/32",
                "--label",
                "role=web", "--label", "env=a:b", "--names", "web-[0-9]+", "--approve",
            ]) as? ZeroCreate)
        #expect(
            command.bounds.bounds
                == ZeroBounds(
                    uses: 3, networks: ["192.0.2.0/24", "2001:db8::/32"], names: "web-[0-9]+",
                    labels: ["role": "web", "env": "a:b"], approval: true))
        let bare = try #require(try Beckon.parseAsRoot(["zero", "create", "edge", "--out", "f"]) as? ZeroCreate)
        #expect(bare.bounds.bounds == nil)
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
