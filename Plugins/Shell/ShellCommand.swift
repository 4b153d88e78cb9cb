import ExecutorKit
import Glibc

/// What to start, with everything looked up and checked: nothing of it comes from the agent's own surroundings by accident.
struct ShellCommand: Sendable {
    private static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Where the program may be, to be tried in order.
    let paths: [String]
    let arguments: [String]
    let environment: [String: String]
    let directory: String
    let input: [UInt8]
    /// Nil where it runs as the agent's own user.
    let user: UserAccount?

    init(_ parameters: ShellParameters, traceparent: String?) throws {
        switch (parameters.command, parameters.argv) {
        case (let command?, nil): arguments = ["/bin/sh", "-c", command]
        case (nil, let argv?) where !argv.isEmpty && argv[0] != "": arguments = argv
        default: throw InstructionRejected("exactly one of command and argv is needed, and argv begins with a program")
        }
        user = try parameters.user.flatMap(UserAccount.toSwitchTo)
        environment = try Self.environment(parameters.env ?? [:], account: user ?? UserAccount.current, traceparent)
        directory = parameters.cwd ?? "/"
        input = Array((parameters.stdin ?? "").utf8)
        try Self.refuseNUL(arguments, in: parameters.command == nil ? "argv" : "command")
        try Self.refuseNUL([directory], in: "cwd")
        paths = Self.candidates(arguments[0], searchPath: environment["PATH"] ?? Self.searchPath)
    }

    private static func environment(
        _ added: [String: String], account: UserAccount?, _ traceparent: String?
    ) throws -> [String: String] {
        var environment = ["PATH": searchPath, "LANG": "C.UTF-8", "SHELL": "/bin/sh", "HOME": "/"]
        if let account {
            environment["HOME"] = account.home
            environment["USER"] = account.name
            environment["LOGNAME"] = account.name
        }
        environment["TRACEPARENT"] = traceparent
        for (name, value) in added {
            guard !name.isEmpty, !name.contains("=") else { throw InstructionRejected("env: \"\(name)\" is no variable's name") }
            try refuseNUL([name, value], in: "env")
            environment[name] = value
        }
        // By this the agent finds what an instruction left behind; no instruction gets rid of it.
        environment["BECKON_HOST"] = getenv("BECKON_HOST").map { String(cString: $0) }
        return environment
    }

    /// The kernel takes a NUL for the end: what was checked and what ran would differ.
    private static func refuseNUL(_ texts: [String], in member: String) throws {
        guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw InstructionRejected("\(member) holds a NUL") }
    }

    private static func candidates(_ program: String, searchPath: String) -> [String] {
        guard !program.utf8.contains(UInt8(ascii: "/")) else { return [program] }
        // Empty and relative parts of a PATH mean the current directory: left out, as no instruction means them.
        return searchPath.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(program)" }
    }
}
