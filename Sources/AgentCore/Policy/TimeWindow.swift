/// Hours on days of the week: `Mon-Fri 08:00-18:00`, `Sat,Sun`, `22:00-06:00`.
///
/// A window that ends before it begins ends on the next day: `Fri 22:00-06:00` is over on Saturday at six. The first minute belongs
/// to it, the last one does not.
package struct TimeWindow: Hashable, Sendable {
    private let days: Set<Weekday>
    /// Minutes since midnight.
    private let start: Int
    private let end: Int
    /// As it was written.
    private let text: String

    private static let wholeDay = 0...1440

    /// Nil where the text is not such a window.
    package init?(_ text: String) {
        var words = text.split(separator: " ")
        let days = words.first.flatMap(Self.days)
        if days != nil { words.removeFirst() }
        let hours = words.first.flatMap(Self.hours)
        if hours != nil { words.removeFirst() }
        guard words.isEmpty, days != nil || hours != nil else { return nil }
        self.days = days ?? Set(Weekday.allCases)
        (start, end) = hours ?? (Self.wholeDay.lowerBound, Self.wholeDay.upperBound)
        self.text = text
    }

    package func contains(_ time: WeekTime) -> Bool {
        if start < end { return days.contains(time.day) && (start..<end).contains(time.minute) }
        return days.contains(time.day) && time.minute >= start || days.contains(time.day.previous) && time.minute < end
    }

    /// `Mon-Fri,Sun`
    private static func days(_ word: Substring) -> Set<Weekday>? {
        var days: Set<Weekday> = []
        for part in word.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Weekday($0) }
            guard (1...2).contains(ends.count), let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
            days.formUnion(first.through(last))
        }
        return days
    }

    /// `HH:MM-HH:MM`; an end at 24:00 is midnight. As long as nothing, or as a day: nobody can tell, so neither is taken.
    private static func hours(_ word: Substring) -> (start: Int, end: Int)? {
        let ends = word.split(separator: "-", omittingEmptySubsequences: false).map(minutes)
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < 1440, start != end else {
            return nil
        }
        return (start, end)
    }

    private static func minutes(_ text: Substring) -> Int? {
        let octets = Array(text.utf8)
        guard octets.count == 5, octets[2] == UInt8(ascii: ":") else { return nil }
        let digits = [octets[0], octets[1], octets[3], octets[4]].map { Int($0) - 0x30 }
        guard digits.allSatisfy((0...9).contains) else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hour < 24 && minute < 60 || hour == 24 && minute == 0 else { return nil }
        return hour * 60 + minute
    }
}

extension TimeWindow: CustomStringConvertible {
    package var description: String { text }
}
