import Glibc

/// Chooses a port beforehand, where 0 was asked for: zero certificate files name the agent plane's port.
enum FreePort {
    /// `port`, or a free one in its place. Another process may take it before the broker does, which then fails to start.
    static func resolve(_ port: Port, address: String) throws -> Port {
        guard port.number == 0 else { return port }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        defer { freeaddrinfo(found) }
        guard getaddrinfo(address, "0", &hints, &found) == 0, let entry = found?.pointee else {
            throw BrokerError(.failed, "\(address) is not an address of this machine")
        }
        let descriptor = socket(entry.ai_family, entry.ai_socktype, entry.ai_protocol)
        defer { _ = close(descriptor) }
        var bound = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        // The port is at the same place in the addresses of IPv4 and of IPv6.
        let number = withUnsafeBytes(of: bound) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
        guard isKnown, number > 0 else {
            throw BrokerError(.failed, "cannot listen at \(address): \(String(cString: strerror(errno)))")
        }
        return Port(Int(number))
    }
}
