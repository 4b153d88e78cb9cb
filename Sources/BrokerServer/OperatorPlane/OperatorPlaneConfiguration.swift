/// Where the operator plane listens and what it puts up with.
package struct OperatorPlaneConfiguration: Sendable {
    package var host: String
    /// 0 lets the system choose.
    package var port: Int
    package var limits: Limits

    package init(host: String, port: Int, limits: Limits = Limits()) {
        self.host = host
        self.port = port
        self.limits = limits
    }

    /// Bounds that keep one client from wearing out the broker. Times are in milliseconds.
    package struct Limits: Sendable {
        /// Octets of a JSON body; more are answered with 413.
        package var body = 1 << 20
        /// Octets of all header fields together; more are answered with 431.
        package var headers = 32 * 1024
        /// From the opening of a connection until its first request's head is there, the TLS handshake included.
        package var firstHead = 30_000
        /// From a request's head until the end of its body.
        package var bodyArrival = 30_000
        /// How long a connection may lie idle between two requests.
        package var idle = 60_000
        /// How long a client may leave what was sent to it unread.
        package var stalled = 60_000
        /// Between two signs of life on an event stream that has nothing to say.
        package var keepAlive = 15_000
        /// Connections open at a time; more wait to be accepted.
        package var connections = 4096

        package init() {}
    }
}
