package import AsyncHTTPClient
package import BeckonWire
import NIOCore
package import NIOHTTP1
import NIOPosix
import NIOSSL

/// The operator plane, as this command calls it: one client, whose connections are kept and used again.
package struct OperatorClient: Sendable {
    private let http: HTTPClient
    private let api: String
    /// What every request carries where the profile has a token.
    private let authorization: String?

    /// Octets of one JSON answer; a page of a thousand large deliveries fits.
    private static let largestAnswer = 64 << 20

    package init(_ profile: Profile) throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv13
        // Who stops in the midst of an answer no longer reads, and so never sees that the broker has closed its side too: nio-ssl
        // would wait 5 seconds for that, and so would `beckon run … | head -1`.
        tls.shutdownTimeout = .milliseconds(50)
        do {
            if let certificate = profile.certificate, let key = profile.key {
                let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
                tls.certificateChain = chain.map { .certificate($0) }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
            }
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(profile.trust.utf8)))
        } catch {
            throw CommandFailure(ExitStatus.configuration, "the profile's certificate, key or trust is not PEM: \(error)")
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        // Whoever types a command learns at once that nobody is there; what has begun tries again by itself (`BackOff`).
        configuration.connectionPool.retryConnectionEstablishment = false
        // An event stream says something every 15 seconds: silence for so long is a broker that is gone.
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(60))
        http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        authorization = profile.token.map { "Bearer \($0)" }
        api = profile.api.hasSuffix("/") ? String(profile.api.dropLast()) : profile.api
    }

    package func shutdown() async throws { try await http.shutdown() }

    package func get<Answer: WireMessage>(_ path: String, as: Answer.Type = Answer.self) async throws -> Answer {
        try await decoded(send(.GET, path))
    }

    package func post<Answer: WireMessage>(
        _ path: String, _ message: (some WireMessage)?, headers: [(String, String)] = [], as: Answer.Type = Answer.self
    ) async throws -> Answer {
        try await decoded(send(.POST, path, headers: headers, body: message.map { WireJSON.encode($0) }))
    }

    package func post<Answer: WireMessage>(_ path: String, as: Answer.Type = Answer.self) async throws -> Answer {
        try await decoded(send(.POST, path))
    }

    package func patch<Answer: WireMessage>(
        _ path: String, _ message: some WireMessage, as: Answer.Type = Answer.self
    ) async throws -> Answer {
        try await decoded(send(.PATCH, path, body: WireJSON.encode(message)))
    }

    package func delete<Answer: WireMessage>(_ path: String, as: Answer.Type = Answer.self) async throws -> Answer {
        try await decoded(send(.DELETE, path))
    }

    /// Every element of a list, page by page, at most `limit`.
    func items<Element>(
        _ path: String, query: [(String, String)] = [], limit: Int = .max, _ body: (Element) async throws -> Void
    ) async throws where Element: Codable & Hashable & Sendable {
        let filter = query.map { "&\($0)=\(Self.percentEncoded($1))" }.joined()
        var left = limit
        var after: String?
        repeat {
            let page: Page<Element> = try await get(
                path + "?limit=\(min(left, 1000))" + filter + (after.map { "&after=" + Self.percentEncoded($0) } ?? ""))
            for item in page.items { try await body(item) }
            left -= page.items.count
            after = page.next
        } while after != nil && left > 0
    }

    /// RFC 3986, 2.1: all but unreserved characters.
    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(octet))
            default: encoded += (octet < 16 ? "%0" : "%") + String(octet, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    /// The octets of an answer that is streamed.
    package struct Streamed: Sendable {
        package let headers: HTTPHeaders
        package let body: HTTPClientResponse.Body
    }

    package func stream(_ path: String, headers: [(String, String)] = []) async throws -> Streamed {
        let response = try await send(.GET, path, headers: headers)
        return Streamed(headers: response.headers, body: response.body)
    }

    /// Sends a request and takes the answer's head.
    /// - Throws: the `Problem` that the broker answers, `BrokerLost`.
    private func send(
        _ method: HTTPMethod, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: api + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request, deadline: .distantFuture)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw BrokerLost(api: api, error)
        }
        guard (200..<300).contains(response.status.code) else { throw try await problem(response) }
        return response
    }

    private func decoded<Answer: WireMessage>(_ response: HTTPClientResponse) async throws -> Answer {
        let octets = try await collected(response)
        do throws(WireError) {
            return try WireJSON.decode(from: octets, limit: Self.largestAnswer)
        } catch {
            throw CommandFailure(ExitStatus.refused, "\(api) answered what this version does not understand: \(error)")
        }
    }

    private func problem(_ response: HTTPClientResponse) async throws -> any Error {
        let octets = try await collected(response)
        let type = response.headers.first(name: "content-type") ?? ""
        guard type.hasPrefix(Problem.contentType), let problem: Problem = try? WireJSON.decode(from: octets) else {
            return CommandFailure(
                ExitStatus.refused, "\(api) answered \(response.status)", hint: "is this the broker's operator plane?")
        }
        return problem
    }

    private func collected(_ response: HTTPClientResponse) async throws -> [UInt8] {
        do {
            return Array(buffer: try await response.body.collect(upTo: Self.largestAnswer))
        } catch is NIOTooManyBytesError {
            throw CommandFailure(ExitStatus.refused, "\(api) answered more than \(Self.largestAnswer) octets")
        } catch {
            throw BrokerLost(api: api, error)
        }
    }
}
