package import FoundationEssentials
import X509

extension CertificateAuthority {
    /// Issues the certificate of a zero certificate's, a machine's or an operator's key.
    ///
    /// It says exactly one thing: the name, as the only (and critical) subject alternative name; the subject stays empty. Its
    /// time begins five minutes before `now` and never ends after the authority's.
    /// - Throws: `.wrongAuthority` from a broker authority, `.wrongSubscriber`, `.invalidName`, `.invalidLifetime`,
    ///   `.authorityNotValid`.
    package func issueClient(
        _ name: PeerName, to request: CertificateRequest, now: Date, lifetime: TimeInterval
    ) throws(IdentityError) -> IssuedCertificate {
        guard case .subscriber(let subscriber) = owner else {
            throw IdentityError(.wrongAuthority, "a broker authority issues no client certificates, such as \(name.uri)")
        }
        guard name.isWellFormed else {
            throw IdentityError(.invalidName, "\(IdentityError.quoted(name.uri)) is not a name that a certificate may carry")
        }
        guard name.subscriber == subscriber else {
            throw IdentityError(.wrongSubscriber, "the authority of subscriber \(subscriber) cannot issue \(name.uri)")
        }
        return try issue(
            to: Certificate.PublicKey(request.publicKey), names: [.uniformResourceIdentifier(name.uri)], usage: .clientAuth,
            now: now, lifetime: lifetime)
    }

    /// Issues a broker's certificate for the hosts (DNS names and IP addresses, 1 to 64) under which clients reach it.
    /// - Throws: `.wrongAuthority` from a subscriber's authority, `.invalidHost`, `.invalidLifetime`, `.authorityNotValid`.
    package func issueServer(
        hosts: [String], key: IdentityKey, now: Date, lifetime: TimeInterval
    ) throws(IdentityError) -> IssuedCertificate {
        guard owner == .broker else {
            throw IdentityError(.wrongAuthority, "the authority of subscriber \(subscriber ?? "") issues no server certificates")
        }
        guard (1...64).contains(hosts.count) else {
            throw IdentityError(.invalidHost, "a server certificate is for 1 to 64 hosts, not for \(hosts.count)")
        }
        var names: [GeneralName] = []
        for host in hosts { names.append(try ServerHost.name(of: host)) }
        return try issue(
            to: key.certificateKey.publicKey, names: names, usage: .serverAuth, now: now, lifetime: lifetime)
    }

    private func issue(
        to publicKey: Certificate.PublicKey, names: [GeneralName], usage: ExtendedKeyUsage.Usage, now: Date,
        lifetime: TimeInterval
    ) throws(IdentityError) -> IssuedCertificate {
        let (start, end) = (certificate.notValidBefore, certificate.notValidAfter)
        guard now >= start, now < end else {
            throw IdentityError(
                .authorityNotValid, "the authority is valid from \(start.ISO8601Format()) to \(end.ISO8601Format())")
        }
        let period = try ValidityPeriod(now: now, lifetime: lifetime, end: end)
        do {
            let extensions = try Certificate.Extensions([
                Certificate.Extension(BasicConstraints.notCertificateAuthority, critical: true),
                Certificate.Extension(KeyUsage(digitalSignature: true), critical: true),
                Certificate.Extension(ExtendedKeyUsage([usage]), critical: false),
                // Critical because the subject is empty (RFC 5280, 4.2.1.6).
                Certificate.Extension(SubjectAlternativeNames(names), critical: true),
                Certificate.Extension(
                    AuthorityKeyIdentifier(
                        keyIdentifier: SubjectKeyIdentifier(hash: key.certificateKey.publicKey).keyIdentifier),
                    critical: false),
            ])
            return try IssuedCertificate(
                Certificate(
                    version: .v3, serialNumber: .random(), publicKey: publicKey, notValidBefore: period.notBefore,
                    notValidAfter: period.notAfter, issuer: certificate.subject, subject: DistinguishedName(),
                    signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: key.certificateKey))
        } catch {
            throw IdentityError(.malformedCertificate, "the certificate cannot be issued: \(error)")
        }
    }
}
