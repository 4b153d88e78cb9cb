import BeckonIdentity
package import BeckonWire

extension OperatorDesk {
    package func createZeroCertificate(
        _ request: ZeroCertificateRequest, by caller: OperatorCaller
    ) async throws(Problem) -> ZeroCertificateResponse {
        try caller.require(.manageZeroCertificates)
        do { try request.validate() } catch { throw Problem(error) }
        let certificateRequest = try CertificateRequest(csr: request.csr)
        let now = dispatch.now()
        let id: ZeroCertificateID = dispatch.identifiers.next(at: now)
        let issued = try issuer.issue(
            .zero(subscriber: caller.subscriber, id: id.description), to: certificateRequest, at: now,
            lifetime: request.expires ?? Self.zeroLifetime)
        let bounds = request.bounds ?? .none
        let record = ZeroCertificateRecord(
            id: id, subscriber: caller.subscriber, name: request.name, createdAt: now, createdBy: caller.name,
            expiresAt: issued.expiresAt, bounds: bounds)
        let audit = caller.audit(.zeroCreated, id.description, at: now, "\(record.name), \(record.described)")
        try await dispatch.stored { try await dispatch.store.addZeroCertificate(record, audit: audit) }
        return ZeroCertificateResponse(
            zeroCertificate: id, name: request.name, expiresAt: issued.expiresAt, certificate: issued.certificate,
            trust: issuer.trust, brokers: dispatch.settings.brokers,
            warnings: bounds.warnings.isEmpty ? nil : bounds.warnings)
    }

    package func zeroCertificates(
        after: ZeroCertificateID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<ZeroCertificateView> {
        try caller.require(.readZeroCertificates)
        return try await dispatch.stored {
            let (records, next) = try await page(limit, from: after, id: \.0.id, octets: Self.octets(ofBounds:)) {
                try await dispatch.store.zeroCertificates(of: caller.subscriber, after: $0, limit: $1)
            }
            return Page(items: records.map { ZeroCertificateView($0.0, machines: $0.machines) }, next: next?.description)
        }
    }

    package func revokeZeroCertificate(
        _ id: ZeroCertificateID, by caller: OperatorCaller
    ) async throws(Problem) -> ZeroCertificateView {
        try caller.require(.manageZeroCertificates)
        let now = dispatch.now()
        let audit = caller.audit(.zeroRevoked, id.description, at: now)
        let revoked = try await dispatch.stored {
            try await dispatch.store.revokeZeroCertificate(id, of: caller.subscriber, at: now, audit: audit)
        }
        guard let revoked else { throw Problem(.notFound, "there is no zero certificate \(id)") }
        return ZeroCertificateView(revoked.0, machines: revoked.machines)
    }

    private static func octets(ofBounds zero: (ZeroCertificateRecord, machines: Int)) -> Int {
        let bounds = zero.0.bounds
        return (bounds.networks ?? []).reduce(0) { $0 + $1.utf8.count }
            + (bounds.labels ?? [:]).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }

    /// Seconds: a day (protocol: files).
    private static let zeroLifetime = 86_400
}

extension ZeroCertificateRecord {
    /// Its bounds, for the audit log.
    fileprivate var described: String {
        var parts = ["until \(expiresAt)", bounds.uses.map { "\($0) uses" } ?? "any number of uses"]
        if let networks = bounds.networks { parts.append("from \(networks.joined(separator: " "))") }
        if let names = bounds.names { parts.append("names \(names)") }
        for (key, value) in (bounds.labels ?? [:]).sorted(by: { $0.key < $1.key }) { parts.append("\(key)=\(value)") }
        if bounds.needsApproval { parts.append("each machine to be approved") }
        return parts.joined(separator: ", ")
    }
}

extension ZeroCertificateView {
    fileprivate init(_ record: ZeroCertificateRecord, machines: Int) {
        self.init(
            zeroCertificate: record.id, name: record.name, createdAt: record.createdAt, createdBy: record.createdBy,
            expiresAt: record.expiresAt, bounds: record.bounds, machines: machines, uses: record.uses,
            usesLeft: record.usesLeft, lastUsedAt: record.lastUsedAt, revokedAt: record.revokedAt)
    }
}
