import AgentCore
import BeckonWire
import Foundation
import Synchronization
import TestSupport

@testable import ExecutorHosting

/// Plugins in a directory of their own, and the hosts of them.
final class Fixture: Sendable {
    let directory: TemporaryDirectory
    let hosts: PluginHosts
    let log = RecordingLog()

    /// `plugins` are sources in C by file name.
    convenience init(
        _ plugins: [String: String], files: (TemporaryDirectory) throws -> Void = { _ in },
        adjust: (inout HostingSettings) -> Void = { _ in }
    ) async throws {
        let directory = try TemporaryDirectory()
        for (name, source) in plugins { try await CPlugin.build(source, named: name, in: directory) }
        try files(directory)
        try await self.init(directory, adjust)
    }

    private init(_ directory: TemporaryDirectory, _ adjust: (inout HostingSettings) -> Void) async throws {
        self.directory = directory
        var settings = HostingSettings(hostProgram: Processes.hostProgram, pluginDirectories: [directory.path])
        adjust(&settings)
        hosts = await PluginHosts.start(settings, logger: log.logger)
    }

    var names: [String] { hosts.catalogue.executors.map(\.name) }

    func run(
        _ executor: String, _ parameters: JSONValue = .object([:]), timeout: Int = 600, traceparent: String? = nil,
        observer: RecordingObserver = RecordingObserver()
    ) async -> RunResult {
        let order = RunOrder(
            transaction: TransactionID.generate(at: Timestamp(milliseconds: 1_700_000_000_000)), attempt: 1,
            instruction: Instruction(executor: executor, parameters: parameters),
            timeout: timeout, traceparent: traceparent)
        return await hosts.run(order, observer: observer)
    }
}
