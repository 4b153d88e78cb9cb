import BeckonIdentity

/// `authority.json` and `subscribers/NAME.json`: an authority at all its stages, in one file so that a step is one rename.
struct AuthorityDocument: Codable, Hashable, Sendable {
    struct Pair: Codable, Hashable, Sendable {
        /// PEM.
        let certificate: String
        let key: String
    }

    /// Of this document; another is refused.
    var version = 1
    var active: Pair
    var next: Pair?
    /// The certificate alone: what issues nothing any more needs no key.
    var previous: String?
}
