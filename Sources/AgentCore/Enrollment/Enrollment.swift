package import BeckonIdentity
import BeckonWire
package import Logging

/// Turns a zero certificate into this machine's own certificate.
///
/// The key is on disk before the first request, and enrolment is idempotent by it: however often it is interrupted and repeated,
/// the broker has one machine.
package struct Enrollment: Sendable {
    package enum Result: Hashable, Sendable {
        case enrolled(AgentIdentity)
        /// It had been before.
        case wasEnrolled(AgentIdentity)
    }

    private let directory: AgentDirectory
    private let clock: any AgentClock
    private let log: Logger

    package init(directory: AgentDirectory, clock: any AgentClock, log: Logger) {
        self.directory = directory
        self.clock = clock
        self.log = log
    }

    /// - Parameters:
    ///   - name: Nil for `defaultName`, and for whatever name the machine has if it is enrolled.
    ///   - connect: Makes the link, which is not needed where the machine is enrolled.
    package func enroll(
        with zero: ZeroFile, name: String?, defaultName: String, facts: [String: String],
        connect: (ZeroFile) throws(LinkError) -> any EnrollmentLink
    ) async throws(EnrollmentError) -> Result {
        do {
            if let identity = try directory.identity() {
                guard identity.subscriber == zero.identity.name.subscriber, name == nil || name == identity.name else {
                    throw EnrollmentError.enrolledOtherwise(identity, directory: directory.path)
                }
                return .wasEnrolled(identity)
            }
            let key = try directory.key()
            let name = name ?? defaultName
            let request = EnrollmentRequest(csr: try key.certificateRequest(), name: name, facts: facts)
            let link = try connect(zero)
            let response = try await Self.finally(link.close) { try await ask(link, request) }
            try check(response, key)
            let identity = AgentIdentity(
                machine: response.machine, subscriber: zero.identity.name.subscriber, name: name, brokers: zero.brokers)
            try directory.store(identity, certificate: response.certificate, trust: response.trust)
            return .enrolled(identity)
        } catch let error as EnrollmentError {
            throw error
        } catch let error as LinkError {
            throw .link(error)
        } catch let error as IdentityError {
            throw .identity(error)
        } catch {
            throw .link(.malformed("\(error)"))
        }
    }

    /// Does `last` after `body`, however that ends.
    private static func finally<Value>(_ last: () async -> Void, _ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            await last()
            return value
        } catch {
            await last()
            throw error
        }
    }

    /// Asks until there is an answer: an approval may take long, and a broker may be down for a while.
    private func ask(_ link: any EnrollmentLink, _ request: EnrollmentRequest) async throws(LinkError) -> EnrollmentResponse {
        var failures = 0
        while !Task.isCancelled {
            do {
                switch try await link.enroll(request) {
                case .enrolled(let response): return response
                case .pending(let after):
                    log.notice("the enrolment of \(request.name) awaits an approval; asking again")
                    failures = 0
                    await clock.sleep(for: Backoff.delay(failures: 1, retryAfter: after ?? 10, random: clock.random()))
                }
            } catch {
                guard case .retry(let after) = error.meaning else { throw error }
                failures += 1
                log.warning("\(error)")
                await clock.sleep(for: Backoff.delay(failures: failures, retryAfter: after, random: clock.random()))
            }
        }
        throw .unreachable("interrupted")
    }

    /// The broker is believed to be the one; this only finds a mistake before it is stored.
    private func check(_ response: EnrollmentResponse, _ key: IdentityKey) throws {
        let certificate = try ClientCertificate(pem: response.certificate)
        guard case .machine(_, response.machine.description) = certificate.name else {
            throw LinkError.malformed("the certificate is for \(certificate.name) and not for \(response.machine)")
        }
        guard certificate.keyFingerprint == key.fingerprint else {
            throw LinkError.malformed("the certificate of \(response.machine) is for another key")
        }
    }
}
