import Glibc
import Synchronization

/// A port of the loopback interface that nobody listens on now, and that no other scenario of this process was given.
///
/// Below the ephemeral range (32768 and up on Linux): there, a connection that another test opens could take the port before the broker
/// listens at it, and again while the broker is restarted. Never the same twice: of a hundred random ones, two would meet now and then.
func freePort() -> Int {
    while true {
        let port = UInt16.random(in: 15_000..<32_000)
        guard givenPorts.withLock({ $0.insert(port).inserted }) else { continue }
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        let isFree = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
        if isFree { return Int(port) }
    }
}

private let givenPorts = Mutex(Set<UInt16>())
