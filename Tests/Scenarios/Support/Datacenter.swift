import Foundation
import Glibc
import Testing

/// A broker, its agents and an operator's command on this machine, as real processes in a temporary directory.
final class Datacenter: Sendable {
    let directory: URL
    let agentPort: Int
    let apiPort: Int
    /// The address by which agents and operators reach the broker.
    let host: String
    let brokerData: String
    var profile: String { brokerData + "/profile.json" }
    var plugins: String { directory.appending(path: "plugins").path }

    /// Initialises the broker and drops the shell plugin; nothing runs yet.
    ///
    /// - Parameter brokerDisk: where the broker's data goes, if not beside everything else.
    init(host: String = "127.0.0.1", brokerDisk: String? = nil) async throws {
        self.host = host
        directory = FileManager.default.temporaryDirectory.appending(path: "beckon-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        brokerData = (brokerDisk.map { URL(filePath: $0) } ?? directory).appending(path: "broker").path
        agentPort = freePort()
        apiPort = freePort()
        try dropShellPlugin()
        try await succeed(
            "beckon-broker",
            ["init", "--data", brokerData, "--host", host, "--agent-port", "\(agentPort)", "--api-port", "\(apiPort)"])
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    private func dropShellPlugin() throws {
        try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Programs.shellPlugin, toPath: plugins + "/shell.so")
        chmod(plugins, 0o755)
        chmod(plugins + "/shell.so", 0o755)
    }

    /// Writes a file that others can read; answers its path.
    func write(_ text: String, to name: String) throws -> String {
        let path = directory.appending(path: name).path
        try Data(text.utf8).write(to: URL(filePath: path))
        chmod(path, 0o644)
        return path
    }

    // MARK: Daemons

    /// Starts the broker and returns when it is ready.
    func startBroker(environment: [String: String] = [:]) async throws -> RunningProcess {
        let broker = try start("beckon-broker", ["serve", "--data", brokerData], environment: environment)
        try await eventually("the broker is ready: \(broker.errorText)") {
            try #require(broker.status == nil, "the broker ended: \(broker.errorText)")
            return try await self.curl(["--fail", "\(self.api)/readyz"]).status.code == 0 ? true : nil
        }
        return broker
    }

    /// Creates a zero certificate; answers its file.
    func zeroCertificate() async throws -> String {
        let file = directory.appending(path: "zero-\(UUID().uuidString.prefix(8)).pem").path
        try await succeed("beckon", ["zero", "create", "fleet", "--out", file, "--profile", profile])
        return file
    }

    /// Enrols a machine; answers its data directory.
    func enroll(_ name: String, zero: String) async throws -> String {
        let data = directory.appending(path: name).path
        try await succeed("beckon-agent", ["enroll", "--zero", zero, "--data", data, "--name", name])
        return data
    }

    func startAgent(
        _ name: String, tracer: [String] = [], environment: [String: String] = [:]
    ) throws -> RunningProcess {
        try start(
            "beckon-agent", ["run", "--data", directory.appending(path: name).path, "--plugins", plugins], tracer: tracer,
            environment: environment)
    }

    /// Enrols and starts machines, and returns when the broker hears all of them.
    func startAgents(_ names: [String]) async throws -> [RunningProcess] {
        let zero = try await zeroCertificate()
        var agents: [RunningProcess] = []
        for name in names {
            _ = try await enroll(name, zero: zero)
            agents.append(try startAgent(name))
        }
        for name in names { try await connected(name) }
        return agents
    }

    /// Returns when the machine's availability is parked and its executors are known.
    func connected(_ name: String) async throws {
        try await eventually("\(name) is connected") {
            let shown = try await self.beckon(["machine", "show", name, "-o", "json"])
            guard shown.status.code == 0 else { return nil as Bool? }
            return shown.outputText.contains("\"connected\":true") && shown.outputText.contains("shell") ? true : nil
        }
    }

    // MARK: Commands

    struct Finished: Sendable {
        let status: RunningProcess.Status
        let output: Data
        let errorText: String
        var outputText: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs the operator's command to its end.
    func beckon(_ arguments: [String]) async throws -> Finished {
        // What follows `--` is the remote command's.
        let split = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return try await finish(
            "beckon", Array(arguments[..<split]) + ["--profile", profile] + Array(arguments[split...]))
    }

    /// `curl` as the operator, with the profile's own certificate.
    func curl(_ arguments: [String]) async throws -> Finished {
        let files = try operatorFiles()
        return try await finish(
            "/usr/bin/curl",
            [
                "-sS", "--max-time", "30", "--cacert", files + "/trust.pem", "--cert", files + "/cert.pem", "--key",
                files + "/key.pem",
            ] + arguments)
    }

    var api: String { "https://\(host):\(apiPort)" }

    private func operatorFiles() throws -> String {
        let files = directory.appending(path: "operator").path
        guard !FileManager.default.fileExists(atPath: files) else { return files }
        struct Profile: Decodable {
            let certificate: String
            let key: String
            let trust: String
        }
        let read = try JSONDecoder().decode(Profile.self, from: Data(contentsOf: URL(filePath: profile)))
        try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
        for (name, text) in [("cert", read.certificate), ("key", read.key), ("trust", read.trust)] {
            try text.write(toFile: "\(files)/\(name).pem", atomically: true, encoding: .utf8)
        }
        return files
    }

    /// Runs a program to its end, whatever it is.
    func finish(_ program: String, _ arguments: [String], environment: [String: String] = [:]) async throws -> Finished {
        let process = try start(program, arguments, environment: environment)
        let status = await process.ended()
        return Finished(status: status, output: process.output, errorText: process.errorText)
    }

    @discardableResult
    func succeed(
        _ program: String, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Finished {
        let finished = try await finish(program, arguments)
        try #require(
            finished.status.code == 0, "\(program) \(arguments.joined(separator: " ")): \(finished.errorText)",
            sourceLocation: sourceLocation)
        return finished
    }

    func start(
        _ program: String, _ arguments: [String], tracer: [String] = [], environment: [String: String] = [:]
    ) throws -> RunningProcess {
        let path = program.hasPrefix("/") ? program : Programs.path(program)
        let name = URL(filePath: program).lastPathComponent
        let quiet = ["XDG_CONFIG_HOME": directory.appending(path: "config").path, "NO_COLOR": "1"]
        let command = tracer + [path] + arguments
        return try RunningProcess(
            command[0], Array(command.dropFirst()), in: directory, name: name,
            environment: quiet.merging(environment) { $1 })
    }
}
