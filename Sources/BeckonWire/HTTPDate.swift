/// The header `Date` (RFC 9110, 5.6.7), in the one form that is written today: `Tue, 24 Nov 2026 08:49:37 GMT`.
package enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    /// 1970 began on a Thursday.
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    package static func text(of time: Timestamp) -> String {
        // 2026-11-24T08:49:37.000Z
        let text = Array(time.description)
        func part(_ range: Range<Int>) -> String { String(text[range]) }
        let days = time.milliseconds / 86_400_000
        let weekday = Self.days[Int((days % 7 + 7) % 7)]
        let month = Int(part(5..<7)).map { months[$0 - 1] } ?? ""
        return "\(weekday), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) GMT"
    }

    /// Nil for anything else. The day of the week is not looked at.
    package static func timestamp(of text: String) -> Timestamp? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].count == 4, parts[0].hasSuffix(","), parts[5] == "GMT",
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp("\(parts[3])-\(number)-\(parts[1])T\(parts[4]).000Z")
    }
}
