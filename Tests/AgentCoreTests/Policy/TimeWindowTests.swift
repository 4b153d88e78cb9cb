import BeckonWire
import Testing

@testable import AgentCore

@Suite struct TimeWindowTests {
    /// 2026-11-23 is a Monday.
    @Test(
        arguments: [
            ("08:00-18:00", [(23, "07:59", false), (23, "08:00", true), (29, "17:59", true), (29, "18:00", false)]),
            ("Mon-Fri 08:00-18:00", [(23, "08:00", true), (27, "17:59", true), (28, "12:00", false), (29, "12:00", false)]),
            ("Sat,Sun", [(27, "23:59", false), (28, "00:00", true), (29, "23:59", true), (23, "00:00", false)]),
            (
                "fri-mon",
                [(26, "12:00", false), (27, "12:00", true), (29, "12:00", true), (23, "12:00", true), (24, "12:00", false)]
            ),
            ("Mon,Wed-Thu 12:00-24:00", [(23, "12:00", true), (24, "12:00", false), (26, "23:59", true), (27, "00:00", false)]),
            ("00:00-24:00", [(23, "00:00", true), (23, "23:59", true)]),
            // Over midnight: the day is that on which it begins.
            ("22:00-06:00", [(23, "21:59", false), (23, "22:00", true), (24, "05:59", true), (24, "06:00", false)]),
            (
                "Fri 22:00-06:00",
                [(27, "05:00", false), (27, "22:00", true), (28, "05:59", true), (28, "06:00", false), (28, "22:00", false)]
            ),
            ("Sun 23:00-01:00", [(29, "23:30", true), (23, "00:30", true), (23, "23:30", false)]),
            ("Sun 23:00-00:00", [(29, "23:59", true), (23, "00:00", false)]),
        ] as [(String, [(Int, String, Bool)])])
    func contains(_ text: String, _ times: [(Int, String, Bool)]) throws {
        let window = try #require(TimeWindow(text))
        for (day, clock, isWithin) in times {
            let time = try #require(Timestamp("2026-11-\(day)T\(clock):59.999Z"))
            #expect(window.contains(WeekTime(time, offset: 0)) == isWithin, "\(text): \(day) \(clock)")
        }
    }

    @Test(arguments: [
        "", " ", "Mon-", "-Fri", "Monday", "Mon Tue", "Mon, Tue 08:00-18:00", "Mon-Tue-Wed", "8:00-18:00", "08:00", "08:00-",
        "08:00-18:00 Mon", "08:00-18:60", "25:00-26:00", "24:00-08:00", "08:00-24:01", "08:00-08:00", "00:00-00:00",
        "08:00-18:00 20:00-22:00", "0८:00-18:00", "08:00-18:00-20:00", "+8:00-18:00",
    ])
    func refuses(_ text: String) {
        #expect(TimeWindow(text) == nil)
    }

    @Test(arguments: [
        ("2026-11-24T12:00:00.000Z", 0, "Tue 12:00 (UTC)"), ("2026-11-24T23:30:00.000Z", 3600, "Wed 00:30 (UTC+01:00)"),
        ("2026-11-23T03:00:00.000Z", -12_600, "Sun 23:30 (UTC-03:30)"), ("1970-01-01T00:00:00.000Z", 0, "Thu 00:00 (UTC)"),
        ("1969-12-31T23:59:59.999Z", 0, "Wed 23:59 (UTC)"), ("0001-01-01T00:00:00.000Z", 0, "Mon 00:00 (UTC)"),
    ])
    func weekTime(_ text: String, _ offset: Int, _ description: String) throws {
        #expect(WeekTime(try #require(Timestamp(text)), offset: offset).description == description)
    }
}
