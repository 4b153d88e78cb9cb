import BeckonWire
import TestSupport
import Testing

@Suite struct TimestampTests {
    static let known: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_763_933_603_042, "2025-11-23T21:33:23.042Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ]

    @Test(arguments: known) func writesAndReads(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test func randomMomentsSurviveARoundTrip() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<10_000 {
            let time = Timestamp(milliseconds: .random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))
            #expect(Timestamp(time.description) == time)
        }
    }

    /// Text order is the order of time, and each day follows the one before it.
    @Test func daysFollowEachOther() {
        var previous = Timestamp(milliseconds: -86_400_000 * 800_000 / 2)
        for day in stride(from: Int64(-300_000), to: 300_000, by: 7) {
            let time = Timestamp(milliseconds: day * 86_400_000)
            #expect(previous.description < time.description)
            previous = time
        }
    }

    @Test func extremesDoNotTrap() {
        for milliseconds in [Int64.min, Int64.max, Int64.min + 1] {
            #expect(!Timestamp(milliseconds: milliseconds).description.isEmpty)
        }
    }

    @Test(arguments: [
        "", "2025-11-23", "2025-11-23T21:33:23Z", "2025-11-23T21:33:23.04Z", "2025-11-23T21:33:23.0420Z",
        "2025-11-23T21:33:23.042z",
        "2025-11-23t21:33:23.042Z", "2025-11-23 21:33:23.042Z", "2025-11-23T21:33:23.042+00:00", "2025-13-01T00:00:00.000Z",
        "2025-00-01T00:00:00.000Z", "2025-01-00T00:00:00.000Z", "2025-02-29T00:00:00.000Z", "1900-02-29T00:00:00.000Z",
        "2025-04-31T00:00:00.000Z", "2025-01-01T24:00:00.000Z", "2025-01-01T00:60:00.000Z", "2025-01-01T00:00:60.000Z",
        "+025-01-01T00:00:00.000Z", "2025-01-01T00:00:00,000Z", "２025-01-01T00:00:00.0Z",
    ])
    func refuses(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func leapYears() {
        for year in ["0000", "1600", "2000", "2024", "2400"] { #expect(Timestamp("\(year)-02-29T00:00:00.000Z") != nil) }
        for year in ["0100", "1700", "1900", "2023", "2100"] { #expect(Timestamp("\(year)-02-29T00:00:00.000Z") == nil) }
    }

    @Test func arithmetic() {
        let time = Timestamp(milliseconds: 1_000)
        #expect(time.adding(seconds: 60) == Timestamp(milliseconds: 61_000))
        #expect(time.seconds(until: Timestamp(milliseconds: 3_500)) == 2.5)
        #expect(time < time.adding(seconds: 1))
    }
}
