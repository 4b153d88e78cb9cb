import BeckonIdentity
import BeckonWire
import BrokerCore
import FoundationEssentials

/// An authority at all its stages.
struct AuthoritySet: Sendable {
    private(set) var active: CertificateAuthority
    private(set) var next: CertificateAuthority?
    /// PEM of its certificate.
    private(set) var previous: String?

    init(_ active: CertificateAuthority) {
        self.active = active
    }

    init(_ document: AuthorityDocument) throws(IdentityError) {
        active = try CertificateAuthority(certificatePEM: document.active.certificate, keyPEM: document.active.key)
        if let pair = document.next {
            next = try CertificateAuthority(certificatePEM: pair.certificate, keyPEM: pair.key)
        }
        previous = document.previous
    }

    var document: AuthorityDocument {
        AuthorityDocument(
            active: .init(certificate: active.certificatePEM, key: active.keyPEM),
            next: next.map { .init(certificate: $0.certificatePEM, key: $0.keyPEM) }, previous: previous)
    }

    /// PEM of all its certificates, the active one first.
    var certificates: [(stage: AuthorityStage, pem: String)] {
        [(.active, active.certificatePEM)] + (next.map { [(.next, $0.certificatePEM)] } ?? [])
            + (previous.map { [(.previous, $0)] } ?? [])
    }

    /// PEM of all of them, for whoever is to trust it.
    var bundle: String { certificates.map(\.pem).joined() }

    var stages: Set<AuthorityStage> { Set(certificates.map(\.stage)) }

    /// The set after a step that the table allows.
    /// - Parameter make: makes another authority of the same owner.
    func taking(_ step: AuthorityStep, _ make: () throws(IdentityError) -> CertificateAuthority) throws(IdentityError)
        -> AuthoritySet
    {
        var set = self
        switch step {
        case .prepare: set.next = try make()
        case .activate:
            guard let next else { return self }
            set.previous = active.certificatePEM
            set.active = next
            set.next = nil
        case .retire: set.previous = nil
        }
        return set
    }
}
