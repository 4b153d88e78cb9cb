import ExecutorHostProtocol

/// Hears what a host says before it serves: `hello`, a `register` per executor, `ready`; or `refused`.
struct Handshake {
    private static let limit = 64

    private var hello: (name: String, version: String)?
    private var executors: [ExecutorRegistration] = []

    /// The registration once it is whole.
    mutating func received(_ message: HostMessage) throws(PluginRefusal) -> PluginRegistration? {
        switch message {
        case .hello(let plugin, let version) where hello == nil:
            hello = (plugin, version)
            return nil
        case .register(let executor) where hello != nil && executors.count < Self.limit:
            executors.append(executor)
            return nil
        case .ready:
            guard let hello, !executors.isEmpty else { throw PluginRefusal("it registered nothing") }
            return PluginRegistration(name: hello.name, version: hello.version, executors: executors)
        case .refused(let reason):
            throw PluginRefusal(reason)
        case .hello, .register, .output, .progress, .finished:
            throw PluginRefusal("it does not keep to the order of registration")
        }
    }
}
