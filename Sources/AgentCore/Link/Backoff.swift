/// How long to wait before a request that failed is made again: exponential with full jitter, so that agents that lost their
/// broker together do not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
package enum Backoff {
    package static let first = 1.0
    package static let longest = 60.0
    /// A `Retry-After` beyond this many seconds is taken for it.
    package static let longestAsked = 3600.0

    /// - Parameters:
    ///   - failures: How many requests failed in a row, this one included.
    ///   - retryAfter: Seconds that the broker asks for. Never less than these; up to a quarter more, so that the agents that
    ///     were told the same do not come back together either.
    ///   - longest: Seconds at most where the broker asks for none.
    ///   - random: In 0..<1.
    package static func delay(
        failures: Int, retryAfter: Int? = nil, longest: Double = longest, random: Double
    ) -> Duration {
        if let retryAfter {
            let asked = min(max(Double(retryAfter), first), longestAsked)
            return .seconds(asked * (1 + random / 4))
        }
        let doublings = min(max(failures, 1) - 1, 30)
        return .seconds(random * min(longest, first * Double(1 << doublings)))
    }

    /// While the machine is quarantined: minutes, because only a person ends that. 2 and twice as many each time up to 16, each ±25 %.
    package static func quarantine(failures: Int, retryAfter: Int?, random: Double) -> Duration {
        let minutes = Double(1 << min(max(failures, 1), 4))
        let asked = min(Double(retryAfter ?? 0), longestAsked)
        return .seconds(max(asked, minutes * 60) * (0.75 + random / 2) + asked / 4)
    }
}
