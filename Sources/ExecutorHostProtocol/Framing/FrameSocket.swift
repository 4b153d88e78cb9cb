import Glibc
import Synchronization

/// One end of the socketpair between agent and host, with blocking calls: each side gives it threads of its own.
///
/// Frames may be sent from several threads. One thread at a time receives.
package final class FrameSocket: Sendable {
    /// Where a host finds its end when it is started.
    package static let hostDescriptor: Int32 = 3

    private let descriptor: Int32
    private let sending = Mutex<Void>(())
    private let receiving = Mutex(Reception())

    private struct Reception {
        var decoder = FrameDecoder()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
    }

    /// Owns the descriptor from here on.
    package init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Two connected ends; both are closed on exec. `(agent, host)`.
    package static func pair() throws(FrameError) -> (agent: FrameSocket, host: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .system(call: "socketpair", code: errno) }
        return (FrameSocket(descriptor: ends[0]), ends[1])
    }

    /// Sends a frame whole. Blocks while the other side does not read.
    package func send(_ frame: Frame) throws(FrameError) {
        if let failure = sending.withLock({ _ in write(frame.octets, flags: 0) }) { throw failure }
    }

    /// Sends a frame if that is possible at once. False where it is not; then the connection is of no use any more.
    package func sendAtOnce(_ frame: Frame) -> Bool {
        sending.withLockIfAvailable { _ in write(frame.octets, flags: Int32(MSG_DONTWAIT)) == nil } ?? false
    }

    private func write(_ octets: [UInt8], flags: Int32) -> FrameError? {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags | Int32(MSG_NOSIGNAL)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return .system(call: "send", code: errno) }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    /// The next frame, or nil where the other side has ended between frames. Blocks until there is one. Throws `.unread` where it
    /// has ended and had not read all that was sent to it.
    ///
    /// `ended` is a descriptor that polls readable when the process on the other side has ended, or -1. It tells the end where
    /// the socket does not, because a child that was forked and did not exec holds it open too.
    package func receive(orEnd ended: Int32 = -1) throws(FrameError) -> Frame? {
        let result: Result<Frame?, FrameError> = receiving.withLock { reception in
            do throws(FrameError) {
                while true {
                    if let frame = try reception.decoder.next() { return .success(frame) }
                    guard try hasOctets(orEnd: ended), try fill(&reception) else {
                        return reception.decoder.isBetweenFrames ? .success(nil) : .failure(.truncated)
                    }
                }
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Blocks until there is something to read (true), or the process has ended and there is not (false).
    private func hasOctets(orEnd ended: Int32) throws(FrameError) -> Bool {
        guard ended >= 0 else { return true }
        var watched = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&watched, nfds_t(watched.count), -1) < 0 {
            guard errno == EINTR else { throw .system(call: "poll", code: errno) }
        }
        return watched[0].revents != 0
    }

    /// Reads once. False at the end of the stream.
    private func fill(_ reception: inout Reception) throws(FrameError) -> Bool {
        while true {
            let count = read(descriptor, &reception.buffer, reception.buffer.count)
            if count < 0 && errno == EINTR { continue }
            // What the kernel tells where the other side had octets left to read when its last descriptor was closed (unix(7)).
            if count < 0 && errno == ECONNRESET { throw .unread }
            if count == 0 { return false }
            guard count > 0 else { throw .system(call: "read", code: errno) }
            reception.decoder.append(reception.buffer[..<count])
            return true
        }
    }

    /// Ends the connection in both directions, so that a blocked `receive` returns on either side.
    package func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
}
