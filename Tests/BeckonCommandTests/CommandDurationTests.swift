import BeckonCommand
import Testing

@Suite struct CommandDurationTests {
    @Test(arguments: [("60s", 60), ("5m", 300), ("1h30m", 5400), ("7d", 604_800), ("1d1h1m1s", 90_061)])
    func readsWholeSeconds(_ text: String, _ seconds: Int) {
        #expect(CommandDuration(argument: text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "60", "s", "1.5h", "-1s", "0s", "1w", "1h30", "1 h", "99999999999999999999s", "9223372036854775807d", "٣s",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(CommandDuration(argument: text) == nil)
    }

    @Test(arguments: ["90s", "5m", "1h", "2d"])
    func isShownAsItIsTyped(_ text: String) {
        #expect(CommandDuration(argument: text)?.description == text)
    }
}
