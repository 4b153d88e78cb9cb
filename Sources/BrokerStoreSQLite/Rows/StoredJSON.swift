import BeckonWire

/// A value as the JSON text of a column.
struct StoredJSON<Value: Codable & Sendable>: WireMessage {
    let value: Value

    init(_ value: Value) { self.value = value }
    init(from decoder: any Decoder) throws { value = try Value(from: decoder) }
    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }

    static func text(_ value: Value) -> String {
        String(decoding: WireJSON.encode(value), as: UTF8.self)
    }

    static func decode(_ text: String) throws(WireError) -> Value {
        // What was stored was bounded when it came: here its size is no reason to refuse it.
        try WireJSON.decode(StoredJSON.self, from: text.utf8, limit: text.utf8.count).value
    }
}
