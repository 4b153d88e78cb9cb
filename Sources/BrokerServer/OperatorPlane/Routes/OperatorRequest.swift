import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// A request whose sender is known.
struct OperatorRequest {
    let request: Request
    let context: OperatorRequestContext
    let caller: OperatorCaller
    let query: Query

    static let pageQuery = ["after", "limit"]

    /// `?limit=`: elements of one page, 100 where it is not said.
    func limit() throws(Problem) -> Int { try query.integer("limit", in: 1...1000) ?? 100 }

    func header(_ name: HTTPField.Name) -> String? { request.headers[name] }

    /// The transaction that the path names.
    func transaction() throws -> TransactionID {
        let text = try context.parameters.require("transaction")
        guard let id = TransactionID(text) else {
            throw Problem(.notFound, "\(PrintableText(text)) is not the id of a transaction")
        }
        return id
    }

    /// The machine that the path names, by id or by name.
    func machine() throws -> String {
        let text = try context.parameters.require("machine")
        guard MachineID(text) != nil || Name.isMachine(text) else {
            throw Problem(.notFound, "\(PrintableText(text)) is neither the id nor the name of a machine")
        }
        return text
    }

    /// The octets of a JSON body.
    /// - Throws: `tooLarge`, `unsupportedMediaType`.
    func body(limit: Int) async throws -> [UInt8] {
        if let type = header(.contentType), !Self.isJSON(type) {
            throw Problem(
                .unsupportedMediaType, "the body is \(PrintableText(type)), and this route takes application/json",
                hint: "send the header Content-Type: application/json")
        }
        let length = header(.contentLength).flatMap { Int($0) } ?? 0
        guard length <= limit else { throw Self.tooLarge(limit) }
        try await askForBody()
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge(limit)
        }
    }

    /// The message of a JSON body.
    /// - Throws: `tooLarge`, `unsupportedMediaType`, `badRequest`.
    func message<Message: WireMessage>(limit: Int) async throws -> Message {
        let octets = try await body(limit: limit)
        do throws(WireError) {
            return try WireJSON.decode(from: octets, limit: limit)
        } catch {
            throw Problem(error)
        }
    }

    /// A client that sent `Expect: 100-continue` sends its body when it is told that the body will be taken (RFC 9110, 10.1.1).
    private func askForBody() async throws {
        guard header(.expect)?.lowercased() == "100-continue" else { return }
        try await context.channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
    }

    private static func isJSON(_ type: String) -> Bool {
        let essence = type.split(separator: ";", maxSplits: 1).first ?? ""
        return essence.lowercased().filter { $0 != " " } == "application/json"
    }

    private static func tooLarge(_ limit: Int) -> Problem {
        Problem(.tooLarge, "the body is larger than \(limit) octets")
    }
}
