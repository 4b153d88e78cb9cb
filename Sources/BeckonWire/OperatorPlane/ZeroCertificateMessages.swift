/// `POST /v1/zero-certificates`. The private key stays with whoever asks.
package struct ZeroCertificateRequest: Hashable, WireMessage {
    /// What people call it: a DNS label.
    package let name: String
    /// PEM.
    package let csr: String
    /// Seconds until it expires; a day where it is not said.
    package let expires: Int?

    package init(name: String, csr: String, expires: Int?) {
        self.name = name
        self.csr = csr
        self.expires = expires
    }

    package func validate() throws(WireError) {
        try Bounds.check(Name.isMachine(name), "/name", "not a DNS label in lower case")
        try Bounds.check(csr, "/csr", atMost: Bounds.csr)
        try Bounds.check(expires, "/expires", in: 60...(366 * 86_400))
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

    package init(
        zeroCertificate: ZeroCertificateID, name: String, expiresAt: Timestamp, certificate: String, trust: String,
        brokers: [String]
    ) {
        self.zeroCertificate = zeroCertificate
        self.name = name
        self.expiresAt = expiresAt
        self.certificate = certificate
        self.trust = trust
        self.brokers = brokers
    }
}

/// A zero certificate in a list.
package struct ZeroCertificateView: Hashable, WireMessage {
    package let zeroCertificate: ZeroCertificateID
    package let name: String
    package let createdAt: Timestamp
    package let createdBy: String
    package let expiresAt: Timestamp
    /// Machines that enrolled with it.
    package let machines: Int

    package init(
        zeroCertificate: ZeroCertificateID, name: String, createdAt: Timestamp, createdBy: String, expiresAt: Timestamp,
        machines: Int
    ) {
        self.zeroCertificate = zeroCertificate
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.machines = machines
    }
}
