import BeckonWire

/// For programs: one JSON document a line on standard output, each with a `type`: `transaction` (the id), `output`, `restarted`,
/// `delivery` (its end) and `end`.
struct JSONPresenter: TransactionPresenter {
    let console: Console

    func began(_ transaction: TransactionID, targets: Int) async throws {
        try await write(["type": "transaction", "transaction": .string("\(transaction)"), "deliveries": .integer(Int64(targets))])
    }

    func wrote(_ octets: [UInt8], _ fetch: Following.Fetch) async throws {
        try await write(Self.output(octets, fetch))
    }

    /// Octets as `text` where they are UTF-8, else as `base64`.
    static func output(_ octets: [UInt8], _ fetch: Following.Fetch) -> JSONValue {
        var document: [String: JSONValue] = [
            "type": "output", "machine": .string("\(fetch.machine)"), "name": .string(fetch.name),
            "attempt": .integer(Int64(fetch.attempt)), "stream": .string(fetch.stream.rawValue),
            "offset": .integer(Int64(fetch.offset)),
        ]
        if let text = String(validating: octets, as: UTF8.self) {
            document["text"] = .string(text)
        } else {
            document["base64"] = .string(Base64.text(octets))
        }
        return .object(document)
    }

    /// In the delivery that ends, and in `beckon transaction show`.
    func progressed(name: String, _ progress: Progress) {}

    func restarted(name: String, attempt: Int) async throws {
        try await write(["type": "restarted", "name": .string(name), "attempt": .integer(Int64(attempt))])
    }

    func finished(_ delivery: DeliveryView) async throws {
        try await write(Self.tagged("delivery", delivery))
    }

    func ended(_ transaction: TransactionView) async throws {
        try await write(Self.tagged("end", transaction))
    }

    private static func tagged(_ type: String, _ message: some WireMessage) throws(WireError) -> JSONValue {
        let value = try WireJSON.decodeValue(from: WireJSON.encode(message), limit: .max)
        guard case .object(var members) = value else { return value }
        members["type"] = .string(type)
        return .object(members)
    }

    private func write(_ document: JSONValue) async throws {
        try await console.json(document)
    }
}
