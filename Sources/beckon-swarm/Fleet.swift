import BeckonIdentity
import BeckonWire
import NIOCore
import NIOSSL

/// The machines of the swarm.
struct Fleet: Sendable {
    let broker: BrokerAddress
    let zero: ZeroFile
    let prefix: String
    let group: any EventLoopGroup

    /// What a machine needs for its connection.
    struct Machine: Sendable {
        let certificate: String
        let key: String
        let trust: String
    }

    /// Enrols `count` machines, each with a key of its own.
    func enroll(_ count: Int, atOnce: Int) async throws -> [Machine] {
        try await each(0..<count, atOnce: atOnce) { number in
            let key = IdentityKey()
            let request = EnrollmentRequest(
                csr: try key.certificateRequest(), name: "\(prefix)-\(number)", facts: ["os": "linux"])
            let connection = try await connect(certificate: zero.certificate, key: zero.key, trust: zero.trust)
            defer { connection.close() }
            let answer = try await connection.post("/v1/enrollment", WireJSON.encode(request))
            let enrolled = try WireJSON.decode(EnrollmentResponse.self, from: answer.expecting(201))
            return Machine(certificate: enrolled.certificate, key: key.pem, trust: enrolled.trust)
        }
    }

    /// Renews the certificate of each machine, over a connection with the one that it has.
    func renew(_ machines: [Machine], atOnce: Int) async throws -> [Machine] {
        try await each(machines, atOnce: atOnce) { machine in
            let key = IdentityKey()
            let connection = try await connect(certificate: machine.certificate, key: machine.key, trust: machine.trust)
            defer { connection.close() }
            let answer = try await connection.post(
                "/v1/certificate", WireJSON.encode(RenewalRequest(csr: key.certificateRequest())))
            let renewed = try WireJSON.decode(EnrollmentResponse.self, from: answer.expecting(200))
            return Machine(certificate: renewed.certificate, key: key.pem, trust: renewed.trust)
        }
    }

    /// Connects every machine and parks its second request; a connection stays parked until it is closed.
    func park(_ machines: [Machine], atOnce: Int) async throws -> [SwarmConnection] {
        try await each(machines, atOnce: atOnce) { machine in
            let connection = try await connect(certificate: machine.certificate, key: machine.key, trust: machine.trust)
            // One that is answered at once proves that the certificate works; the next stays parked.
            let probe = AvailabilityRequest(capacity: 1, holding: [], wait: 0)
            _ = try await connection.post("/v1/availability", WireJSON.encode(probe)).expecting(200)
            connection.keepParked(WireJSON.encode(AvailabilityRequest(capacity: 1, holding: [], wait: Bounds.wait)))
            return connection
        }
    }

    private func connect(certificate: String, key: String, trust: String) async throws -> SwarmConnection {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(trust.utf8)))
        tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        return try await SwarmConnection.open(to: broker, tls: NIOSSLContext(configuration: tls), on: group.next())
    }

    /// `work` for each element, at most `atOnce` at a time; the order of the results is not that of the elements.
    private func each<Element: Sendable, Made: Sendable>(
        _ elements: some Collection<Element>, atOnce: Int, _ work: @escaping @Sendable (Element) async throws -> Made
    ) async throws -> [Made] {
        try await withThrowingTaskGroup(of: Made.self) { tasks in
            var waiting = elements.makeIterator()
            var made: [Made] = []
            for _ in 0..<atOnce {
                if let element = waiting.next() { tasks.addTask { try await work(element) } }
            }
            while let one = try await tasks.next() {
                made.append(one)
                if let element = waiting.next() { tasks.addTask { try await work(element) } }
            }
            return made
        }
    }
}
