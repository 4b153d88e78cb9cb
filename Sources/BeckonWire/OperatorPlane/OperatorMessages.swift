/// An operator as admins see it.
package struct OperatorView: Hashable, WireMessage {
    /// With what it proves who it is.
    package enum Credential: String, Codable, CaseIterable, Sendable {
        case certificate
        case token
    }

    package let name: String
    package let subscriber: String
    package let credential: Credential
    package let grant: OperatorGrant
    package let createdAt: Timestamp
    package let createdBy: String
    package let expiresAt: Timestamp
    /// Nil where it is not revoked.
    package let revokedAt: Timestamp?

    package init(
        name: String, subscriber: String, credential: Credential, grant: OperatorGrant, createdAt: Timestamp,
        createdBy: String, expiresAt: Timestamp, revokedAt: Timestamp?
    ) {
        self.name = name
        self.subscriber = subscriber
        self.credential = credential
        self.grant = grant
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}

/// `POST /v1/operators`: an operator with a certificate. The private key stays with whoever asks.
package struct NewOperatorRequest: Hashable, WireMessage {
    /// `[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?`, unique among certificates and tokens.
    package let name: String
    package let grant: OperatorGrant
    /// PEM.
    package let csr: String
    /// Seconds until the certificate expires; 90 days where it is not said.
    package let expires: Int?

    package init(name: String, grant: OperatorGrant, csr: String, expires: Int?) {
        self.name = name
        self.grant = grant
        self.csr = csr
        self.expires = expires
    }

    package func validate() throws(WireError) {
        try Bounds.check(Name.isOperator(name), "/name", "not the name of an operator: a-z 0-9 . _ - and at most 64 of them")
        try grant.validate(at: "/grant")
        try Bounds.check(csr, "/csr", atMost: Bounds.csr)
        try Bounds.check(expires, "/expires", in: 60...(2 * 366 * 86_400))
    }
}

/// An operator's certificate, new or renewed.
package struct OperatorCertificateResponse: Hashable, WireMessage {
    package let `operator`: OperatorView
    /// PEM chain, the leaf first.
    package let certificate: String
    /// PEM bundle of broker authorities.
    package let trust: String

    package init(operator view: OperatorView, certificate: String, trust: String) {
        self.operator = view
        self.certificate = certificate
        self.trust = trust
    }
}

/// `POST /v1/tokens`: an operator with a bearer token.
package struct NewTokenRequest: Hashable, WireMessage {
    /// As an operator's, and unique among them.
    package let name: String
    package let grant: OperatorGrant
    /// Seconds until it expires; 30 days where it is not said.
    package let expires: Int?

    package init(name: String, grant: OperatorGrant, expires: Int?) {
        self.name = name
        self.grant = grant
        self.expires = expires
    }

    package func validate() throws(WireError) {
        try Bounds.check(Name.isOperator(name), "/name", "not the name of an operator: a-z 0-9 . _ - and at most 64 of them")
        try grant.validate(at: "/grant")
        try Bounds.check(expires, "/expires", in: 60...(366 * 86_400))
    }
}

/// The only message that ever holds the token: the broker keeps its hash alone.
package struct TokenResponse: Hashable, WireMessage {
    package let `operator`: OperatorView
    package let token: String
    /// PEM bundle of broker authorities.
    package let trust: String

    package init(operator view: OperatorView, token: String, trust: String) {
        self.operator = view
        self.token = token
        self.trust = trust
    }
}
