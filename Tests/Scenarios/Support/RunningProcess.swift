import Foundation
import Glibc
import Synchronization

/// A child process whose output goes to two files, so that nothing that it says can block it.
final class RunningProcess: Sendable {
    /// Ended processes keep their status here; set once, by the termination handler.
    private let exit = Mutex<ExitState>(ExitState())
    private let process: ProcessHandle
    let outputFile: URL
    let errorFile: URL

    private struct ExitState {
        var status: Status?
        var waiters: [CheckedContinuation<Status, Never>] = []
    }

    struct Status: Hashable, Sendable {
        /// The exit code, or 128 + the signal that ended it.
        let code: Int32
        let killed: Bool
    }

    /// `Process` is not Sendable, but after `run` only its pid and these thread-safe calls are used.
    private struct ProcessHandle: @unchecked Sendable {
        let process: Process
    }

    init(
        _ program: String, _ arguments: [String], in directory: URL, name: String, environment: [String: String] = [:],
        input: String? = nil
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let unique = UUID().uuidString.prefix(8)
        outputFile = directory.appending(path: "\(name)-\(unique).out")
        errorFile = directory.appending(path: "\(name)-\(unique).err")
        for file in [outputFile, errorFile] { FileManager.default.createFile(atPath: file.path, contents: nil) }
        var handles = try [outputFile, errorFile].map { try FileHandle(forWritingTo: $0) }
        // They are the child's: left open here, a thousand children later they are too many.
        defer { for handle in handles { try? handle.close() } }
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        if let input {
            let file = directory.appending(path: "\(name)-\(unique).in")
            try Data(input.utf8).write(to: file)
            handles.append(try FileHandle(forReadingFrom: file))
            process.standardInput = handles[2]
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        self.process = ProcessHandle(process: process)
        process.terminationHandler = { [weak self] ended in
            let killed = ended.terminationReason == .uncaughtSignal
            self?.ended(Status(code: killed ? 128 + ended.terminationStatus : ended.terminationStatus, killed: killed))
        }
        try process.run()
    }

    deinit {
        if exit.withLock({ $0.status == nil }) { Glibc.kill(pid, SIGKILL) }
    }

    var pid: pid_t { process.process.processIdentifier }
    var output: Data { (try? Data(contentsOf: outputFile)) ?? Data() }
    var outputText: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: (try? Data(contentsOf: errorFile)) ?? Data(), as: UTF8.self) }
    var status: Status? { exit.withLock { $0.status } }

    /// Waits for its end.
    func ended() async -> Status {
        await withCheckedContinuation { continuation in
            let status = exit.withLock { state -> Status? in
                if state.status == nil { state.waiters.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    func signal(_ number: Int32) { Glibc.kill(pid, number) }

    /// `kill -9`, and gone when this returns.
    func kill() async {
        signal(SIGKILL)
        _ = await ended()
    }

    private func ended(_ status: Status) {
        let waiters = exit.withLock { state in
            state.status = status
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: status) }
    }
}
