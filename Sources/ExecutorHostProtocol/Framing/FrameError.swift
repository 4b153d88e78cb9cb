/// What was wrong with what came over the socket. The connection is of no use after it.
package enum FrameError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A length beyond `Frame.maximumPayload`.
    case oversized(length: Int)
    case unknownKind(UInt8)
    /// A kind that the other side never sends.
    case unexpectedKind(FrameKind)
    /// A payload that does not hold what its kind says.
    case malformed(FrameKind, field: String)
    /// The other side ended within a frame.
    case truncated
    /// The other side ended, and had not read all that was sent to it.
    case unread
    /// A system call failed with this `errno`.
    case system(call: String, code: Int32)

    package var description: String {
        switch self {
        case .oversized(let length): "a frame of \(length) octets, \(Frame.maximumPayload) are allowed"
        case .unknownKind(let kind): "a frame of unknown kind \(kind)"
        case .unexpectedKind(let kind): "a frame of kind \(kind), which this side does not take"
        case .malformed(let kind, let field): "a frame of kind \(kind) whose \(field) is malformed"
        case .unread: "the connection ended before all was read"
        case .truncated: "the connection ended within a frame"
        case .system(let call, let code): "\(call) failed with errno \(code)"
        }
    }
}
