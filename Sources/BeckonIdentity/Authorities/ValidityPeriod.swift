import FoundationEssentials

/// From when until when a certificate holds, in whole seconds.
struct ValidityPeriod: Hashable, Sendable {
    let notBefore: Date
    let notAfter: Date

    /// A peer's clock may be behind ours: a certificate that is valid from now on only would be refused there.
    static let backdating: TimeInterval = 300
    private static let longest: TimeInterval = 100 * 366 * 86_400
    /// In the year 8307.
    private static let latestStart: TimeInterval = 200_000_000_000

    /// - Parameter end: where the issuer's own certificate ends; nothing is issued beyond it.
    /// - Throws: `.invalidLifetime`.
    init(now: Date, lifetime: TimeInterval, end: Date? = nil) throws(IdentityError) {
        let start = now.timeIntervalSince1970
        // Years after 9999 cannot be encoded, and the library traps on what is not finite.
        guard lifetime >= 1, lifetime <= Self.longest, start >= 0, start <= Self.latestStart else {
            throw IdentityError(
                .invalidLifetime, "a certificate cannot be valid for \(lifetime) seconds from \(start) seconds after 1970")
        }
        let until = Date(timeIntervalSince1970: (start + lifetime).rounded(.down))
        notBefore = Date(timeIntervalSince1970: (start - Self.backdating).rounded(.down))
        notAfter = end.map { min($0, until) } ?? until
    }
}
