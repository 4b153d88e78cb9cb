import ArgumentParser

/// The words after `--` of `beckon run … EXECUTOR -- COMMAND...`.
///
/// The argument parser treats what follows `--` as more positional arguments, and could not tell them from parameters. So they are
/// folded into a hidden option, one word each, before it sees them.
enum CommandWords {
    static let option = "command-word"

    static func folded(_ arguments: [String]) -> [String] {
        guard arguments.first(where: { !$0.hasPrefix("-") }) == RunCommand.configuration.commandName,
            let terminator = arguments.firstIndex(of: "--")
        else { return arguments }
        return arguments[..<terminator] + arguments[(terminator + 1)...].map { "--\(option)=\($0)" }
    }
}
