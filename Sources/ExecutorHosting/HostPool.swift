import ExecutorHostProtocol
import Synchronization

/// The hosts of one plugin: idle ones that are ready, and new ones where more instructions run at the same time.
final class HostPool: Sendable {
    private let settings: HostingSettings
    private let children: HostChildren
    private let idle = Mutex([PluginHost]())

    init(settings: HostingSettings, children: HostChildren) {
        self.settings = settings
        self.children = children
    }

    /// An idle host, if there is one.
    func takeIdle() async -> PluginHost? {
        while let host = idle.withLock({ $0.popLast() }) {
            if host.isIdle { return host }
            _ = await host.end()
        }
        return nil
    }

    /// A new host. Throws a `PluginRefusal` where the plugin can no longer be served as it was registered.
    func start(_ plugin: ServedPlugin) async throws(PluginRefusal) -> PluginHost {
        let file = try PluginFile(checking: plugin.file.path)
        let (host, registration) = try await Self.start(file, settings, children)
        guard registration == plugin.registration else {
            await host.retire()
            throw PluginRefusal("plugin \(file.path) is another than at the agent's start; restart the agent to serve it")
        }
        return host
    }

    /// Takes back a host that is idle again.
    func giveBack(_ host: PluginHost) {
        let isKept = idle.withLock { idle in
            guard idle.count < settings.warmHosts, host.runCount < settings.runsPerHost else { return false }
            idle.append(host)
            return true
        }
        // Nobody waits for the end of an idle host.
        if !isKept { Task { await host.retire() } }
    }

    /// Ends the idle hosts.
    func drain() async {
        while let host = idle.withLock({ $0.popLast() }) { await host.retire() }
    }

    /// Starts a host and hears what its plugin registers, within the limit.
    static func start(
        _ file: PluginFile, _ settings: HostingSettings, _ children: HostChildren
    ) async throws(PluginRefusal) -> (PluginHost, PluginRegistration) {
        let host = try await PluginHost.start(plugin: file, settings: settings, children: children)
        let limit = settings.registrationLimit
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return false }
            host.kill()
            return true
        }
        do throws(PluginRefusal) {
            let registration = try await hear(host)
            timer.cancel()
            return (host, registration)
        } catch {
            timer.cancel()
            let end = await host.end()
            throw await timer.value ? PluginRefusal("it had not registered after \(limit)") : error.completed(by: end)
        }
    }

    private static func hear(_ host: PluginHost) async throws(PluginRefusal) -> PluginRegistration {
        var handshake = Handshake()
        while true {
            switch await host.receive() {
            case .message(let message):
                if let registration = try handshake.received(message) { return registration }
            case .gone(let reason): throw PluginRefusal(reason ?? PluginRefusal.endedEarly)
            case .goneUnread: throw PluginRefusal(PluginRefusal.endedEarly)
            }
        }
    }
}

extension PluginRefusal {
    fileprivate static let endedEarly = "it ended before it had registered"

    /// How the process ended is news only where it ended by itself.
    fileprivate func completed(by end: HostEnd) -> PluginRefusal {
        description == Self.endedEarly ? PluginRefusal("\(description): \(end)") : self
    }
}
