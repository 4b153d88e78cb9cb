/// An error as every route answers it: `application/problem+json` (RFC 9457).
package struct Problem: Error, Hashable, Sendable {
    package let kind: ProblemKind
    /// Names the id or field concerned.
    package let detail: String
    /// The next step, where there is one.
    package let hint: String?
    /// Seconds until asking again makes sense: the `Retry-After` header.
    package let retryAfter: Int?
    /// Further members, such as `offset` or `pointer`.
    package let members: [String: JSONValue]

    package init(
        _ kind: ProblemKind, _ detail: String, hint: String? = nil, retryAfter: Int? = nil,
        members: [String: JSONValue] = [:]
    ) {
        self.kind = kind
        self.detail = detail
        self.hint = hint
        self.retryAfter = retryAfter
        self.members = members
    }

    package static let contentType = "application/problem+json"
}

extension Problem: CustomStringConvertible {
    package var description: String { hint.map { "\(detail) (\($0))" } ?? detail }
}

extension Problem {
    /// The problem with a message that did not decode.
    package init(_ error: WireError) {
        self.init(
            .badRequest, error.description,
            members: error.pointer.isEmpty ? [:] : ["pointer": .string(error.pointer)])
    }
}

extension Problem: Codable {
    package func encode(to encoder: any Encoder) throws {
        var object = members
        object["type"] = .string(kind.uri)
        object["title"] = .string(kind.title)
        object["status"] = .integer(Int64(kind.status))
        object["detail"] = .string(detail)
        if let hint { object["hint"] = .string(hint) }
        if let retryAfter { object["retryAfter"] = .integer(Int64(retryAfter)) }
        try JSONValue.object(object).encode(to: encoder)
    }

    /// Reads what another version may have sent: a type that is not known here is known by its status.
    package init(from decoder: any Decoder) throws {
        guard case .object(var object) = try JSONValue(from: decoder) else {
            throw WireError("not an object")
        }
        let status: Int? = if case .integer(let number)? = object["status"] { Int(number) } else { nil }
        kind = object["type"]?.stringValue.flatMap(ProblemKind.init(uri:)) ?? ProblemKind(status: status ?? 500)
        detail = object["detail"]?.stringValue ?? object["title"]?.stringValue ?? "no detail given"
        hint = object["hint"]?.stringValue
        retryAfter = if case .integer(let seconds)? = object["retryAfter"] { Int(seconds) } else { nil }
        for name in ["type", "title", "status", "detail", "hint", "retryAfter"] { object[name] = nil }
        members = object
    }
}

extension Problem: WireMessage {}
