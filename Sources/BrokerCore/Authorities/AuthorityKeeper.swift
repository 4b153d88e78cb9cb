package import BeckonWire

/// Holds the authorities and their keys, and takes them from stage to stage. Each step is durable before it returns.
package protocol AuthorityKeeper: Sendable {
    /// The certificates of an authority, in the order of `AuthorityStage`. `subscriber` says whose where it is a subscriber's.
    func certificates(of kind: AuthorityKind, _ subscriber: String) throws(Problem) -> [AuthorityView.Certificate]

    /// Takes a step that `AuthorityRotation.steps` allows; anything else is a conflict.
    func take(_ step: AuthorityStep, of kind: AuthorityKind, _ subscriber: String, at now: Timestamp) throws(Problem)

    /// Whether the active authority of the subscriber has issued the certificate.
    func isIssuedByActive(_ certificate: String, of subscriber: String) -> Bool
}
