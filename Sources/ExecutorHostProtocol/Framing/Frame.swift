/// One unit on the socket between agent and executor host: `u32 big-endian length | u8 kind | payload`.
///
/// The length counts the payload alone. The format is the same in both directions and needs nothing but integers and octets,
/// so that a plugin that is an executable can speak it in any language.
package struct Frame: Hashable, Sendable {
    /// Octets of the largest payload: a megabyte of parameters, and the fields around them.
    package static let maximumPayload = (1 << 20) + (64 << 10)

    /// Octets before the payload.
    package static let headerSize = 5

    package let kind: FrameKind
    package let payload: [UInt8]

    package init(kind: FrameKind, payload: [UInt8] = []) {
        self.kind = kind
        self.payload = payload
    }

    /// The frame as it goes over the socket.
    package var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(Self.headerSize + payload.count)
        octets.append(bigEndian: UInt32(payload.count))
        octets.append(kind.rawValue)
        octets.append(contentsOf: payload)
        return octets
    }
}
