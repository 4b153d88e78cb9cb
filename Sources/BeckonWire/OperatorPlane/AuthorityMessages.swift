/// Whose authority: the one that vouches for brokers, or a subscriber's, which vouches for its clients.
package enum AuthorityKind: String, Codable, CaseIterable, Sendable {
    case broker
    case subscriber
}

/// Where a certificate of an authority stands while the authority rotates.
package enum AuthorityStage: String, Codable, CaseIterable, Sendable {
    /// Known to those who must know it, and issues nothing yet.
    case next
    /// Issues.
    case active
    /// Issues nothing any more; what it has issued still counts.
    case previous
}

/// One step of a rotation.
package enum AuthorityStep: String, Codable, CaseIterable, Sendable {
    /// Makes the next authority and has it known.
    case prepare
    /// The next authority issues from now on.
    case activate
    /// What the previous authority has issued counts no more.
    case retire
}

/// `GET /v1/authorities`: where the broker's authority and the subscriber's stand.
package struct AuthoritiesView: Hashable, WireMessage {
    package let authorities: [AuthorityView]

    package init(authorities: [AuthorityView]) {
        self.authorities = authorities
    }
}

/// An authority, its certificates by stage, and how far the fleet is.
package struct AuthorityView: Hashable, WireMessage {
    package let kind: AuthorityKind
    package let certificates: [Certificate]
    /// Machines that were heard of within a day.
    package let live: Int
    /// Of those, the ones that are ready for the next step: they have the trust bundle that is in force (broker), or a certificate that the
    /// active authority has issued (subscriber).
    package let ready: Int
    /// What can be done next.
    package let steps: [AuthorityStep]

    package struct Certificate: Hashable, Codable, Sendable {
        package let stage: AuthorityStage
        /// Lower-case hexadecimal SHA-256 of the certificate.
        package let fingerprint: String
        package let expiresAt: Timestamp

        package init(stage: AuthorityStage, fingerprint: String, expiresAt: Timestamp) {
            self.stage = stage
            self.fingerprint = fingerprint
            self.expiresAt = expiresAt
        }
    }

    package init(kind: AuthorityKind, certificates: [Certificate], live: Int, ready: Int, steps: [AuthorityStep]) {
        self.kind = kind
        self.certificates = certificates
        self.live = live
        self.ready = ready
        self.steps = steps
    }
}

/// `POST /v1/authorities/{kind}/{step}`.
package struct AuthorityStepRequest: Hashable, WireMessage {
    /// The percentage of live machines that may be left behind; 5 where it is not said.
    package let leaveBehind: Int?

    package init(leaveBehind: Int?) {
        self.leaveBehind = leaveBehind
    }

    package func validate() throws(WireError) {
        try Bounds.check(leaveBehind, "/leaveBehind", in: 0...100)
    }
}
