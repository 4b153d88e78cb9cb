/// A moment in UTC, in milliseconds since 1970; on the wire RFC 3339 with milliseconds, `2026-11-23T21:33:23.042Z`.
package struct Timestamp: Hashable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Seconds from `self` to `other`.
    package func seconds(until other: Timestamp) -> Double { Double(other.milliseconds - milliseconds) / 1000 }

    package func adding(seconds: Int) -> Timestamp { Timestamp(milliseconds: milliseconds + Int64(seconds) * 1000) }
}

extension Timestamp: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}

extension Timestamp: CustomStringConvertible {
    package var description: String {
        let days = milliseconds.floorDivided(by: 86_400_000)
        let rest = (milliseconds % 86_400_000 + 86_400_000) % 86_400_000
        let (year, month, day) = CivilDate.from(days: days)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        for (number, width, separator) in [
            (year, 4, "-"), (month, 2, "-"), (day, 2, "T"), (rest / 3_600_000, 2, ":"), (rest / 60_000 % 60, 2, ":"),
            (rest / 1000 % 60, 2, "."), (rest % 1000, 3, "Z"),
        ] as [(Int64, Int, Unicode.Scalar)] {
            let digits = String(number).utf8
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count)))
            text += digits
            text.append(UInt8(ascii: separator))
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Timestamp: LosslessStringConvertible {
    /// Accepts exactly the form that `description` writes: one moment has one text.
    package init?(_ text: String) {
        let octets = Array(text.utf8)
        guard octets.count == 24 else { return nil }
        for (index, separator) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (23, "Z")] {
            guard octets[index] == separator.utf8.first else { return nil }
        }
        func number(_ range: Range<Int>) -> Int64? {
            guard octets[range].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return octets[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), let fraction = number(20..<23),
            (1...12).contains(month), hour < 24, minute < 60, second < 60,
            let days = CivilDate.days(year: year, month: month, day: day)
        else { return nil }
        self.init(milliseconds: (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction)
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a time such as 2026-11-23T21:33:23.042Z")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The proleptic Gregorian calendar, days counted from 1970-01-01
/// (https://howardhinnant.github.io/date_algorithms.html, `days_from_civil` and `civil_from_days`).
private enum CivilDate {
    static func from(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Nil where the calendar has no such day.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.floorDivided(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return from(days: days) == (year, month, day) ? days : nil
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
