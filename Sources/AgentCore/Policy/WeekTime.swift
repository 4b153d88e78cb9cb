package import BeckonWire

/// A moment as a clock on the wall shows it: day of the week, hour and minute.
package struct WeekTime: Hashable, Sendable {
    package let day: Weekday
    /// Since midnight.
    package let minute: Int
    /// Seconds that this clock is ahead of UTC.
    package let offset: Int

    package init(_ time: Timestamp, offset: Int) {
        let minutes = (time.milliseconds + Int64(offset) * 1000).floorDivided(by: 60_000)
        let days = minutes.floorDivided(by: 1440)
        // 1970-01-01 was a Thursday.
        day = Weekday(number: Int((days % 7 + 7) % 7) + 3)
        minute = Int(minutes - days * 1440)
        self.offset = offset
    }
}

extension WeekTime: CustomStringConvertible {
    /// Such as `Tue 02:00 (UTC+01:00)`.
    package var description: String { "\(day) \(Self.clock(minute)) (UTC\(zone))" }

    private var zone: String {
        guard offset != 0 else { return "" }
        return (offset < 0 ? "-" : "+") + Self.clock(abs(offset) / 60)
    }

    /// `HH:MM`
    static func clock(_ minutes: Int) -> String {
        [minutes / 60, minutes % 60].map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
