import BeckonWire
package import NIOCore

/// How much of anything a client of the agent plane may have.
package struct AgentPlaneLimits: Sendable {
    /// Connections of the process; one beyond is closed before its handshake.
    package var connections = 100_000
    /// Requests that are read or worked on, parked ones excepted; one beyond gets 503.
    package var requests = 4096
    /// Octets of bodies that are being read or worked on, all together; a body beyond gets 503.
    package var bufferedOctets = 256 << 20
    /// Octets of one body.
    package var body = max(WireJSON.maximumBody, Bounds.outputChunk)
    /// Octets of one header's name and value, and of the request line.
    package var headerField = 8 << 10
    /// Octets of the whole head.
    package var headerList = 16 << 10
    package var headerFields = 64

    /// For the TLS handshake.
    package var handshake = TimeAmount.seconds(10)
    /// For head and body, from the first octet on.
    package var request = TimeAmount.seconds(30)
    /// Until an answer has been taken by the client's end.
    package var answer = TimeAmount.seconds(30)
    /// Without a request.
    package var idle = TimeAmount.minutes(10)
    /// Without a request, where the connection's certificate has been replaced; and until it is closed whatever it does.
    package var retiredIdle = TimeAmount.seconds(10)
    package var retired = TimeAmount.seconds(300)
    /// For a refused client to read why, while what it still sends is thrown away.
    package var lingering = TimeAmount.seconds(2)
    /// For requests in work when the broker shuts down.
    package var shutdown = TimeAmount.seconds(10)
    /// How often deadlines are looked at; each may be late by so much.
    package var deadlineInterval = TimeAmount.milliseconds(250)

    package init() {}
}
