package import ArgumentParser
import BeckonWire

/// The command `beckon`: what operators type.
package struct Beckon: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "beckon",
        abstract: "Run typed instructions on machines, and see what became of them.",
        discussion: """
            The broker's address and your credential come from a profile: --profile FILE, else $BECKON_PROFILE, else
            $XDG_CONFIG_HOME/beckon/profile.json, else ~/.config/beckon/profile.json.

            \(ExitStatus.help)
            """,
        subcommands: [
            RunCommand.self, TransactionCommand.self, MachineCommand.self, ExecutorCommand.self, ZeroCommand.self,
            OperatorCommand.self,
            TokenCommand.self, CACommand.self, AuditCommand.self,
        ])

    package init() {}

    /// Does what the arguments (without the program's name) say.
    /// - Returns: the exit status.
    package static func start(_ arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(CommandWords.folded(arguments))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ExitStatus.success
        } catch let exit as ExitStatus.Requested {
            return exit.status
        } catch let failure as CommandFailure {
            return await report(failure)
        } catch let problem as Problem {
            return await report(CommandFailure(problem))
        } catch {
            return await reportUsage(error)
        }
    }

    private static func report(_ failure: CommandFailure) async -> Int32 {
        try? await Console.standard.diagnose(failure.description)
        return failure.status
    }

    /// What the argument parser has to say: help that was asked for, or what is wrong with the arguments.
    private static func reportUsage(_ error: any Error) async -> Int32 {
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        let stream: OutputStream = code.isSuccess ? .stdout : .stderr
        if !text.isEmpty { try? await Console.standard.write(Array((text + "\n").utf8), to: stream) }
        return code.isSuccess ? ExitStatus.success : ExitStatus.usage
    }
}
