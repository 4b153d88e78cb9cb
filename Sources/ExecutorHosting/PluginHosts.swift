package import AgentCore
package import BeckonWire
import CSystemShims
import ExecutorHostProtocol
package import Logging

/// The plugins of this machine, each in host processes of its own: what `AgentCore` runs instructions with.
package final class PluginHosts: ExecutorHosts {
    package let catalogue: ExecutorCatalogue
    private let executors: [String: Served]
    private let settings: HostingSettings
    private let children: HostChildren
    private let logger: Logger

    private struct Served: Sendable {
        let plugin: ServedPlugin
        let executor: ServedExecutor
        let pool: HostPool
    }

    /// Finds the plugins, has each register, and keeps a host of each ready. What is refused is logged with its reason and
    /// stops nothing else.
    package static func start(_ settings: HostingSettings, logger: Logger) async -> PluginHosts {
        // Orphans of a host that dies must come to this process to be ended, and not to init.
        _ = process_become_subreaper()
        let children = HostChildren()
        let finder = PluginFinder(directories: settings.pluginDirectories)
        var refusals = finder.refusals
        var registered: [(plugin: ServedPlugin, host: PluginHost)] = []
        for (file, outcome) in await register(finder.files, settings, children) {
            switch outcome {
            case .success((let plugin, let host)): registered.append((plugin, host))
            case .failure(let refusal): refusals.append((file.path, refusal))
            }
        }
        for directory in finder.missing {
            logger.warning("there is no such plugin directory", metadata: ["directory": "\(directory)"])
        }
        let selection = PluginSelection(registered.map(\.plugin))
        for (path, reason) in refusals + selection.refusals {
            logger.error("plugin refused", metadata: ["plugin": "\(path)", "reason": "\(reason)"])
        }
        var executors: [String: Served] = [:]
        for (plugin, host) in registered {
            guard selection.served.contains(where: { $0.file == plugin.file }) else {
                await host.retire()
                continue
            }
            let pool = HostPool(settings: settings, children: children)
            pool.giveBack(host)
            for (name, executor) in plugin.executors { executors[name] = Served(plugin: plugin, executor: executor, pool: pool) }
            logger.info(
                "plugin served",
                metadata: [
                    "plugin": "\(plugin.file.path)", "executors": "\(plugin.executors.keys.sorted().joined(separator: ", "))",
                ])
        }
        return PluginHosts(executors, settings, children, logger)
    }

    /// All at the same time: one that hangs must not hold up the others.
    private static func register(
        _ files: [PluginFile], _ settings: HostingSettings, _ children: HostChildren
    ) async -> [(PluginFile, Result<(ServedPlugin, PluginHost), PluginRefusal>)] {
        await withTaskGroup { group in
            for (index, file) in files.enumerated() {
                group.addTask { (index, await register(file, settings, children)) }
            }
            var outcomes: [Int: Result<(ServedPlugin, PluginHost), PluginRefusal>] = [:]
            for await (index, outcome) in group { outcomes[index] = outcome }
            return files.enumerated().compactMap { index, file in outcomes[index].map { (file, $0) } }
        }
    }

    private static func register(
        _ file: PluginFile, _ settings: HostingSettings, _ children: HostChildren
    ) async -> Result<(ServedPlugin, PluginHost), PluginRefusal> {
        do throws(PluginRefusal) {
            let (host, registration) = try await HostPool.start(file, settings, children)
            do throws(PluginRefusal) {
                return .success((try ServedPlugin(file, registration), host))
            } catch {
                await host.retire()
                return .failure(error)
            }
        } catch {
            return .failure(error)
        }
    }

    private init(_ executors: [String: Served], _ settings: HostingSettings, _ children: HostChildren, _ logger: Logger) {
        self.executors = executors
        self.settings = settings
        self.children = children
        self.logger = logger
        catalogue = ExecutorCatalogue(
            executors: executors.values.map(\.executor.description).sorted { $0.name < $1.name })
    }

    package func run(_ order: RunOrder, observer: any RunObserver) async -> RunResult {
        let name = order.instruction.executor
        guard let served = executors[name] else {
            return RunResult(outcome: .rejected, message: "this machine has no executor \(name)")
        }
        let parameters = WireJSON.encode(order.instruction.parameters)
        guard parameters.count <= WireJSON.maximumBody else {
            return RunResult(outcome: .rejected, message: "the parameters have more than \(WireJSON.maximumBody) octets")
        }
        let instruction = RunInstruction(
            executor: name, parameters: parameters, traceparent: order.traceparent ?? "",
            timeoutSeconds: UInt64(clamping: order.timeout))
        // A host may die before it has the instruction. Nothing of it has run then, and the next one gets it.
        while let host = await served.pool.takeIdle() {
            if let result = await run(instruction, order, served, in: host, observer) { return result }
        }
        do throws(PluginRefusal) {
            let host = try await served.pool.start(served.plugin)
            if let result = await run(instruction, order, served, in: host, observer) { return result }
            throw PluginRefusal("a new executor host ended before it had taken the instruction")
        } catch {
            logger.error("no executor host", metadata: ["plugin": "\(served.plugin.file.path)", "reason": "\(error)"])
            return RunResult(outcome: .failed, message: "not started: \(error)")
        }
    }

    /// Nil where the host died before it had the instruction.
    private func run(
        _ instruction: RunInstruction, _ order: RunOrder, _ served: Served, in host: PluginHost, _ observer: any RunObserver
    ) async -> RunResult? {
        await observer.willStart(in: host.process)
        let runner = HostRunner(host, observer: observer, grace: settings.cancellationGrace, clock: settings.clock)
        let end = await runner.run(instruction, timeout: .seconds(order.timeout), resultSchema: served.executor.resultSchema)
        if end?.isReusable == true { served.pool.giveBack(host) }
        return end?.result
    }

    package func sweep(_ leftovers: [HostProcess]) async {
        guard !leftovers.isEmpty else { return }
        let isClean = await Blocking.perform { Sweep(leftovers).run() }
        if !isClean {
            logger.error("processes of an earlier life of this agent could not be ended: they may wait for a device")
        }
    }

    /// Ends the idle hosts. Only when nothing runs.
    package func shutDown() async {
        for (_, served) in executors { await served.pool.drain() }
    }
}
