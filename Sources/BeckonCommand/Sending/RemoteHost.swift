import ArgumentParser

/// A machine as `ssh` takes it: `HOST`, `USER@HOST`, `ssh://USER@HOST:PORT`, or a name of its configuration.
struct RemoteHost: Hashable, ExpressibleByArgument, CustomStringConvertible {
    let description: String

    private static let longest = 512

    /// Nil for what ssh would take for an option, or what no host is called.
    init?(argument: String) {
        guard (1...Self.longest).contains(argument.utf8.count), !argument.hasPrefix("-"),
            argument.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        description = argument
    }
}
