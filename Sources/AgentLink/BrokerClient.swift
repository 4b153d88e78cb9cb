package import AgentCore
import AsyncHTTPClient
import BeckonIdentity
import BeckonWire
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// HTTP exchanges with whichever of the brokers answers, over mutual TLS 1.3.
///
/// Only the authorities of the trust bundle are believed, never the system's. Connections are kept longer than a broker parks a
/// request. Nothing is retried here except a connection that could not be made, with the next broker: then nothing was sent.
package final class BrokerClient: Sendable {
    struct Answer: Sendable {
        let status: Int
        let retryAfter: Int?
        let body: [UInt8]
    }

    struct Request: Sendable {
        let method: HTTPMethod
        let path: String
        let body: [UInt8]
        var contentType = "application/json"
        /// Until the whole answer is there.
        var deadline = TimeAmount.seconds(30)
    }

    /// The one in use, and those with earlier credentials, whose exchanges may still be under way.
    private let clients: Mutex<[HTTPClient]>
    /// As they were given.
    let addresses: [String]
    private let group: MultiThreadedEventLoopGroup
    /// Runs tasks in the thread that serves the connections.
    package let executor: EventLoopTaskExecutor
    private let brokers: [String]
    private let configuration: HTTPClient.Configuration
    /// The broker that answered last is asked first.
    private let preferred = Mutex(0)

    /// Octets of an answer; no answer that an agent asks for comes near it.
    static let answerLimit = WireJSON.maximumBody + 4096

    /// - Throws: `.malformed` where the credential is not PEM of a certificate, a key and authorities.
    package init(brokers: [String], credential: AgentCredential) throws(LinkError) {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try Self.tls(credential), redirectConfiguration: .disallow, decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.idleTimeout = .seconds(120)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        // Backing off is the session's business; here a broker that refuses has refused.
        configuration.connectionPool.retryConnectionEstablishment = false
        // An agent is mostly idle: one thread serves it.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        executor = EventLoopTaskExecutor(group.next())
        clients = Mutex([HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)])
        self.configuration = configuration
        addresses = brokers
        self.brokers = brokers.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// From now on connections are opened with this credential. What goes on is finished with the one before.
    package func use(_ credential: AgentCredential) async throws(LinkError) {
        var configuration = configuration
        configuration.tlsConfiguration = try Self.tls(credential)
        let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
        clients.withLock { $0.append(client) }
    }

    /// Closes every connection.
    package func shutDown() async {
        for client in clients.withLock({ $0 }) { try? await client.shutdown() }
        try? await group.shutdownGracefully()
    }

    /// The answer, whatever its status.
    func perform(_ request: Request) async throws(LinkError) -> Answer {
        let first = preferred.withLock { $0 }
        var failure = LinkError.unreachable("no broker is known")
        for turn in brokers.indices {
            let index = (first + turn) % brokers.count
            do {
                let answer = try await exchange(request, with: brokers[index])
                preferred.withLock { $0 = index }
                return answer
            } catch let error as LinkError {
                throw error
            } catch {
                failure = .unreachable("\(brokers[index]) did not answer: \(Self.reason(error))")
                guard Self.nothingWasSent(error), !Task.isCancelled else {
                    // The next request goes to another broker, if there is one.
                    preferred.withLock { $0 = (index + 1) % brokers.count }
                    throw failure
                }
            }
        }
        throw failure
    }

    private func exchange(_ request: Request, with broker: String) async throws -> Answer {
        var outgoing = HTTPClientRequest(url: broker + request.path)
        outgoing.method = request.method
        outgoing.headers = ["Content-Type": request.contentType, "Accept": "application/json", "User-Agent": "beckon-agent"]
        outgoing.body = .bytes(ByteBuffer(bytes: request.body))
        guard let client = clients.withLock({ $0.last }) else { throw LinkError.unreachable("the connections are closed") }
        let response = try await client.execute(outgoing, timeout: request.deadline)
        do {
            let body = try await response.body.collect(upTo: Self.answerLimit)
            return Answer(
                status: Int(response.status.code), retryAfter: response.headers.first(name: "Retry-After").flatMap { Int($0) },
                body: Array(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw LinkError.malformed("the answer is longer than \(Self.answerLimit) octets")
        }
    }

    private static func tls(_ credential: AgentCredential) throws(LinkError) -> TLSConfiguration {
        do {
            let certified = try ClientCertificate(pem: credential.certificate).keyFingerprint
            guard certified == credential.key.fingerprint else {
                throw LinkError.malformed("the machine's certificate is for another key than the one beside it")
            }
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv13
            tls.maximumTLSVersion = .tlsv13
            tls.certificateVerification = .fullVerification
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(credential.trust.utf8)))
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(credential.certificate.utf8))
                .map { .certificate($0) }
            tls.privateKey = .privateKey(try Self.privateKey(credential.key))
            return tls
        } catch let error as LinkError {
            throw error
        } catch {
            throw .malformed("the machine's certificate, key or trust bundle cannot be read: \(error)")
        }
    }

    private static func privateKey(_ key: MachineKey) throws -> NIOSSLPrivateKey {
        switch key {
        case .file(let key): try NIOSSLPrivateKey(bytes: Array(key.pem.utf8), format: .pem)
        case .hardware(let key): NIOSSLPrivateKey(customPrivateKey: HardwareTLSKey(key: key))
        }
    }

    private static func nothingWasSent(_ error: any Error) -> Bool {
        switch error {
        case is NIOConnectionError, is ChannelError: true
        case let error as IOError: [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode)
        case let error as HTTPClientError:
            error == .connectTimeout || error == .tlsHandshakeTimeout || error == .getConnectionFromPoolTimeout
        case let error as NIOSSLError:
            if case .handshakeFailed = error { true } else { false }
        default: error is NIOSSLExtraError
        }
    }

    /// In words that help whoever reads a log.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOSSLError:
            if case .handshakeFailed(let cause) = error {
                "the TLS handshake failed, one side does not trust the other: \(cause)"
            } else {
                "\(error)"
            }
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            "its certificate is not for that host name"
        case let error as HTTPClientError: error.shortDescription
        default: "\(error)"
        }
    }
}
