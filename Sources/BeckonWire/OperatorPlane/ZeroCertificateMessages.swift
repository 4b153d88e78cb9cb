/// `POST /v1/zero-certificates`. The private key stays with whoever asks.
package struct ZeroCertificateRequest: Hashable, WireMessage {
    /// What people call it: a DNS label.
    package let name: String
    /// PEM.
    package let csr: String
    /// Seconds until it expires; a day where it is not said.
    package let expires: Int?
    /// None where it is not said.
    package let bounds: ZeroBounds?

    package init(name: String, csr: String, expires: Int?, bounds: ZeroBounds? = nil) {
        self.name = name
        self.csr = csr
        self.expires = expires
        self.bounds = bounds
    }

    package func validate() throws(WireError) {
        try Bounds.check(Name.isMachine(name), "/name", "not a DNS label in lower case")
        try Bounds.check(csr, "/csr", atMost: Bounds.csr)
        try Bounds.check(expires, "/expires", in: 60...(366 * 86_400))
        try bounds?.validate(at: "/bounds")
    }
}

/// Everything for a zero certificate file but its key.
package struct ZeroCertificateResponse: Hashable, WireMessage {
    package let zeroCertificate: ZeroCertificateID
    package let name: String
    package let expiresAt: Timestamp
    /// PEM chain, the leaf first.
    package let certificate: String
    /// PEM bundle of broker authorities.
    package let trust: String
    /// URLs of the agent plane.
    package let brokers: [String]
    /// What an admin should know before giving it out; nil where there is nothing.
    package let warnings: [String]?

    package init(
        zeroCertificate: ZeroCertificateID, name: String, expiresAt: Timestamp, certificate: String, trust: String,
        brokers: [String], warnings: [String]? = nil
    ) {
        self.zeroCertificate = zeroCertificate
        self.name = name
        self.expiresAt = expiresAt
        self.certificate = certificate
        self.trust = trust
        self.brokers = brokers
        self.warnings = warnings
    }
}

/// A zero certificate in a list.
package struct ZeroCertificateView: Hashable, WireMessage {
    package let zeroCertificate: ZeroCertificateID
    package let name: String
    package let createdAt: Timestamp
    package let createdBy: String
    package let expiresAt: Timestamp
    package let bounds: ZeroBounds
    /// Machines there are that enrolled with it.
    package let machines: Int
    /// How often it was used: each enrolment of a key that had not enrolled before, approved or not.
    package let uses: Int
    /// Nil where any number is left.
    package let usesLeft: Int?
    package let lastUsedAt: Timestamp?
    /// Nil where it is not revoked.
    package let revokedAt: Timestamp?

    package init(
        zeroCertificate: ZeroCertificateID, name: String, createdAt: Timestamp, createdBy: String, expiresAt: Timestamp,
        bounds: ZeroBounds = .none, machines: Int, uses: Int, usesLeft: Int? = nil, lastUsedAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil
    ) {
        self.zeroCertificate = zeroCertificate
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.bounds = bounds
        self.machines = machines
        self.uses = uses
        self.usesLeft = usesLeft
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }
}
