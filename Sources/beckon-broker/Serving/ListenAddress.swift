import Glibc

/// Where the broker listens when it is not told.
enum ListenAddress {
    /// The address that stands for every one: of IPv6, which takes IPv4 connections too, where this system has it.
    static var every: String {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return "0.0.0.0" }
        defer { _ = close(descriptor) }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
        return bound == 0 ? "::" : "0.0.0.0"
    }
}
