/// A day of the week.
package enum Weekday: Int, Hashable, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// Counted from Monday, 0; beyond Sunday it begins anew.
    init(number: Int) {
        self = Self.allCases[number % Self.allCases.count]
    }

    /// `Mon` or `mon`.
    init?(_ text: some StringProtocol) {
        guard let day = Self.allCases.first(where: { $0.description.lowercased() == text.lowercased() }) else { return nil }
        self = day
    }

    var previous: Self { Self(number: rawValue + 6) }

    /// From this day to `last`, over Sunday where that comes before.
    func through(_ last: Self) -> [Self] {
        let count = (last.rawValue - rawValue + 7) % 7
        return (0...count).map { Self(number: rawValue + $0) }
    }
}

extension Weekday: CustomStringConvertible {
    package var description: String {
        switch self {
        case .monday: "Mon"
        case .tuesday: "Tue"
        case .wednesday: "Wed"
        case .thursday: "Thu"
        case .friday: "Fri"
        case .saturday: "Sat"
        case .sunday: "Sun"
        }
    }
}
