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
        return arguments[..<terminator] + arguments[(terminator + 1)...].map { "--\(option)=\(mark)\($0)" }
    }

    /// The word that was folded.
    static func unfolded(_ value: String) -> String { String(decoding: value.utf8.dropFirst(mark.utf8.count), as: UTF8.self) }

    /// The parser takes an option with an empty value for one without a value, and the empty word is a word.
    private static let mark = ":"
}
