import Foundation
import Glibc
import Testing

/// Where a process dies: at the n-th step of what it does from now on, as `Tests/CrashPoint/crash_point.c` counts steps.
struct CrashPoint: Sendable {
    private let file: String
    /// What the process must be started with.
    let environment: [String: String]

    init(in directory: URL) async throws {
        let library = directory.appending(path: "crash_point.so").path
        file = directory.appending(path: "crash-point").path
        try Data(count: 16).write(to: URL(filePath: file))
        environment = ["BECKON_CRASH_POINT": file, "LD_PRELOAD": library]
        let source = Programs.repository.appending(path: "Tests/CrashPoint/crash_point.c").path
        let compiler = try RunningProcess(
            "/usr/bin/gcc", ["-shared", "-fPIC", "-O1", "-o", library, source], in: directory, name: "gcc")
        let status = await compiler.ended()
        try #require(status.code == 0, "gcc: \(compiler.errorText)")
    }

    /// Counts from 1 again, and lets the process die at this step; at 0 it lives.
    func set(_ lastStep: Int) throws {
        var numbers = [Int64(lastStep), 0]
        let descriptor = open(file, O_RDWR)
        defer { close(descriptor) }
        try #require(pwrite(descriptor, &numbers, 16, 0) == 16)
    }

    /// Steps since `set`.
    func steps() throws -> Int {
        let numbers = try Data(contentsOf: URL(filePath: file)).withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) }
        return Int(try #require(numbers.last))
    }

    /// Steps since `set`, once there are no more of them for a while.
    func stepsWhenQuiet() async throws -> Int {
        var (count, looks) = (try steps(), 0)
        return try await eventually("the process is quiet") {
            let now = try self.steps()
            looks = now == count ? looks + 1 : 0
            count = now
            return looks == 20 ? count : nil
        }
    }

    /// Whether `victim` is dead or dies yet, now that all is done that it could die of: it may have had fewer steps this time.
    func hasKilled(_ victim: RunningProcess, at step: Int) async throws -> Bool {
        if victim.status == nil, try await stepsWhenQuiet() < step { return false }
        _ = await victim.ended()
        return true
    }
}

/// How many victims died.
struct CrashTally: Sendable {
    var rounds = 0
    var deaths = 0

    mutating func add(_ other: CrashTally) {
        rounds += other.rounds
        deaths += other.deaths
    }
}
