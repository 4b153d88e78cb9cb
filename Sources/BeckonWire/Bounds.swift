/// The bounds of the members of messages. Beyond them a message is refused, never cut.
package enum Bounds {
    package static let csr = 16 * 1024
    package static let facts = 64
    package static let factKey = 64
    package static let factValue = 1024
    package static let labels = 64
    package static let networks = 64
    package static let namePattern = 256
    /// Machines that one zero certificate may be bound to.
    package static let uses = 1_000_000
    package static let executors = 256
    package static let version = 64
    package static let summary = 1024
    /// Octets of one schema's JSON text (issue: schemas are bounded).
    package static let schema = 64 * 1024
    /// The largest share of work that one agent may ask for.
    package static let capacity = 1024
    package static let holding = 4096
    /// Seconds that an availability request may stay parked.
    package static let wait = 300
    package static let journal = 64
    package static let digest = 80
    package static let events = 256
    package static let note = 1024
    package static let message = 4096
    package static let traceparent = 128
    package static let operatorName = 255
    package static let targets = 10_000
    package static let targetText = 1024
    /// A week, in seconds.
    package static let timeout = 7 * 86_400
    /// Thirty days, in seconds.
    package static let expires = 30 * 86_400
    package static let idempotencyKey = 255
    /// Octets of output in one request of an agent.
    package static let outputChunk = 1 << 20

    static func check(_ condition: Bool, _ pointer: String, _ message: @autoclosure () -> String) throws(WireError) {
        guard condition else { throw WireError(message(), at: pointer) }
    }

    static func check(_ text: String?, _ pointer: String, atMost limit: Int) throws(WireError) {
        try check((text ?? "").utf8.count <= limit, pointer, "longer than \(limit) octets")
    }

    static func check(_ number: Int?, _ pointer: String, in range: ClosedRange<Int>) throws(WireError) {
        guard let number else { return }
        try check(range.contains(number), pointer, "not between \(range.lowerBound) and \(range.upperBound)")
    }

    static func check(count: Int, _ pointer: String, atMost limit: Int) throws(WireError) {
        try check(count <= limit, pointer, "more than \(limit) elements")
    }
}
