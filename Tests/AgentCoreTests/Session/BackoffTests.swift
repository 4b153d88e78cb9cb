import Testing

@testable import AgentCore

@Suite struct BackoffTests {
    @Test func staysWithinItsBoundsForEveryCountOfFailures() {
        for failures in [0, 1, 2, 5, 6, 7, 100, .max] {
            #expect(Backoff.delay(failures: failures, random: 0) == .zero)
            #expect(Backoff.delay(failures: failures, random: 0.999_999) < .seconds(60))
        }
        #expect(Backoff.delay(failures: 1, random: 0.999_999) < .seconds(1))
        #expect(Backoff.delay(failures: 4, random: 0.5) == .seconds(4))
    }

    @Test func neverComesBackBeforeTheBrokerWantsItAndNeverAllAtOnce() {
        #expect(Backoff.delay(failures: 9, retryAfter: 20, random: 0) == .seconds(20))
        #expect(Backoff.delay(failures: 9, retryAfter: 20, random: 0.8) == .seconds(24))
    }

    @Test func believesNoAbsurdRetryAfter() {
        #expect(Backoff.delay(failures: 1, retryAfter: .max, random: 0) == .seconds(3600))
        #expect(Backoff.delay(failures: 1, retryAfter: -5, random: 0) == .seconds(1))
    }
}
