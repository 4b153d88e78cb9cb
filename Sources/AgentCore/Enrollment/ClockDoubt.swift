package import BeckonIdentity
package import BeckonWire

/// That this machine's clock and the broker's cannot both be right.
package struct ClockDoubt: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// How far two clocks may be apart before it is said: what certificates allow for.
    package static let tolerance = 300.0

    private static let hint = "set the clock of whichever is wrong; certificates are judged by both"

    /// Of a certificate that the broker issued a moment ago. Nil where it is valid by this machine's clock.
    package init?(of leaf: ClientCertificate, now: Timestamp) {
        guard now < leaf.begin || now > leaf.end else { return nil }
        description =
            "the clocks of this machine and its broker differ: here it is \(now), and the certificate that the broker has just "
            + "issued is valid from \(leaf.begin) to \(leaf.end) (\(Self.hint))"
    }

    /// Of the `Date` of a broker's answer. Nil where the clocks agree.
    package init?(here: Timestamp, broker: Timestamp) {
        guard abs(here.seconds(until: broker)) > Self.tolerance else { return nil }
        description =
            "the clocks of this machine and its broker differ by \(Self.span(here.seconds(until: broker))): here it is \(here), "
            + "there \(broker) (\(Self.hint))"
    }

    /// Seconds as people say them, whatever their sign.
    static func span(_ seconds: Double) -> String {
        let seconds = abs(seconds)
        let units: [(String, Double)] = [("days", 86_400), ("hours", 3600), ("minutes", 60)]
        guard let (unit, length) = units.first(where: { seconds >= 2 * $0.1 }) else { return "\(Int(seconds)) seconds" }
        return "\(Int((seconds / length).rounded())) \(unit)"
    }
}
