import BeckonCommand
import TestSupport
import Testing

@Suite struct BackOffTests {
    @Test func waitsLongerAndLongerUpToFiveSeconds() {
        var random = SeededGenerator(seed: 1)
        var backOff = BackOff(patience: .seconds(120))
        let start = ContinuousClock.now
        let delays = (0..<12).compactMap { _ in backOff.failed(at: start, using: &random) }
        #expect(delays.count == 12)
        for (index, delay) in delays.enumerated() {
            let longest = min(Duration.seconds(5), .milliseconds(100 * (1 << min(index, 10))))
            #expect(delay >= longest / 2 && delay <= longest)
        }
    }

    @Test func givesUpWhenTheBrokerIsGoneForTooLong() {
        var random = SeededGenerator(seed: 1)
        var backOff = BackOff(patience: .seconds(120))
        let start = ContinuousClock.now
        #expect(backOff.failed(at: start, using: &random) != nil)
        #expect(backOff.failed(at: start + .seconds(119), using: &random) != nil)
        #expect(backOff.failed(at: start + .seconds(120), using: &random) == nil)
    }

    @Test func anAnswerBeginsAnew() throws {
        var random = SeededGenerator(seed: 1)
        var backOff = BackOff(patience: .seconds(120))
        let start = ContinuousClock.now
        for _ in 0..<8 { _ = backOff.failed(at: start, using: &random) }
        backOff.succeeded()
        let delay = try #require(backOff.failed(at: start + .seconds(500), using: &random))
        #expect(delay <= .milliseconds(100))
    }
}
