import ExecutorKit

/// Runs a command or a program and streams what it writes.
struct ShellExecutor: Executor {
    static let name = "shell"
    static let version = "1.0.0"
    static let summary = "Runs a command through /bin/sh, or a program with its arguments, and streams what it writes."

    static let parametersSchema = """
        {
          "type": "object",
          "properties": {
            "command": {"type": "string", "minLength": 1, "description": "Run by /bin/sh -c."},
            "argv": {"type": "array", "items": {"type": "string"}, "minItems": 1,
                     "description": "A program, looked up in PATH unless it has a slash, and its arguments. No shell."},
            "cwd": {"type": "string", "pattern": "^/", "description": "Directory to start in; / unless given."},
            "env": {"type": "object", "additionalProperties": {"type": "string"},
                    "description": "Added to PATH, HOME, USER, LOGNAME, SHELL and LANG."},
            "stdin": {"type": "string", "description": "Its standard input; empty unless given."},
            "user": {"type": "string", "minLength": 1,
                     "description": "Account to run as, with its groups. Needs an agent that runs as root."}
          },
          "oneOf": [{"required": ["command"]}, {"required": ["argv"]}],
          "additionalProperties": false
        }
        """

    static let resultSchema: String? = """
        {
          "type": "object",
          "properties": {
            "exitCode": {"type": "integer", "minimum": 0, "maximum": 255},
            "signal": {"type": "integer", "minimum": 1},
            "signalName": {"type": "string"}
          },
          "oneOf": [{"required": ["exitCode"]}, {"required": ["signal", "signalName"]}],
          "additionalProperties": false
        }
        """

    func run(_ parameters: ShellParameters, _ context: RunContext) async throws -> ExecutorOutcome<ShellResult> {
        let command = try ShellCommand(parameters, traceparent: context.traceparent)
        let stop = try StopSignal()
        let ending = try await withTaskCancellationHandler {
            do {
                var child = try ChildProcess(command)
                return try child.run(until: stop, context)
            } catch let failure as SpawnFailure where failure.programCannotRun {
                context.output("\(failure)\n", to: .stderr)
                return ChildEnding.notStarted(failure)
            } catch let failure as SpawnFailure where failure.step == .directory {
                throw InstructionRejected("\(failure)")
            }
        } onCancel: {
            stop.send()
        }
        return try outcome(of: ending)
    }

    private func outcome(of ending: ChildEnding) throws -> ExecutorOutcome<ShellResult> {
        switch ending {
        case .stopped: throw CancellationError()
        case .exited(code: 0): .succeeded(ShellResult(exitCode: 0), exitCode: 0)
        case .exited(let code): .failed("exit code \(code)", exitCode: code, result: ShellResult(exitCode: code))
        case .signalled(let signal):
            // The code that a shell gives, so that callers need one rule for both ways to end.
            .failed(
                "ended by \(signal.name)", exitCode: 128 + signal.number,
                result: ShellResult(signal: signal.number, signalName: signal.name))
        case .notStarted(let failure):
            .failed(failure.description, exitCode: failure.exitCode, result: ShellResult(exitCode: failure.exitCode))
        }
    }
}
