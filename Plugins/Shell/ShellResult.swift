/// How the process ended: `exitCode`, or `signal` and its name.
struct ShellResult: Encodable, Sendable {
    var exitCode: Int32?
    var signal: Int32?
    var signalName: String?
}
