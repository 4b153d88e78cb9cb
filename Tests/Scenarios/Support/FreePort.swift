import Glibc

/// A port of the loopback interface that nobody listens on now. Taken below the ephemeral range's neighbours by the kernel's
/// own choice, so that two scenarios at once do not meet.
func freePort() -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            bind(descriptor, pointer, length)
            getsockname(descriptor, pointer, &length)
        }
        return Int(UInt16(bigEndian: $0.pointee.sin_port))
    }
}
