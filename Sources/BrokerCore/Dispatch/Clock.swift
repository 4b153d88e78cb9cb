package import BeckonWire
package import FoundationEssentials

/// Where the broker reads the time, so that a test can be any time.
package typealias Clock = @Sendable () -> Timestamp

extension Timestamp {
    /// To the millisecond.
    package init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded(.down)))
    }

    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// The system's time.
    package static func system() -> Timestamp { Timestamp(Date()) }
}
