import BeckonWire
import NIOCore
import NIOHTTP1

/// One HTTP request of the agent.
struct BrokerRequest: Sendable {
    let method: HTTPMethod
    let path: String
    let body: [UInt8]
    var contentType = "application/json"
    /// Until the whole answer is there.
    var deadline = TimeAmount.seconds(30)
    /// Whether a broker that gets it twice does no more than for one: then it is made again where a kept connection turns out to
    /// have ended.
    var isIdempotent = true
}

/// What the broker answered to it, whatever the status.
struct BrokerAnswer: Hashable, Sendable {
    let status: Int
    /// Seconds, from the header.
    let retryAfter: Int?
    /// The broker's clock, from the header; nil in an answer that succeeded, where nobody asks.
    var date: Timestamp?
    let body: [UInt8]
}
