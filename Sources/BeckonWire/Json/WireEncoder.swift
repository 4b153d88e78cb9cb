/// Turns a message into JSON text.
///
/// Foundation's encoder takes about a tenth of what a dispatch costs the agent and the broker; this one needs a fraction of that,
/// and like `WireDecoder` it does the same everywhere (docs/performance.md).
struct WireEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    fileprivate let node: EncodedNode

    /// What `message` encodes to.
    static func encode<Message: Encodable>(_ message: Message) throws -> EncodedNode.Part {
        // Scalars in a list and whole values need no node. Compared before it is cast: a cast that fails is slow.
        if Message.self == String.self, let text = message as? String { return .value(.string(text)) }
        if Message.self == JSONValue.self, let value = message as? JSONValue { return .value(value) }
        let encoder = WireEncoder(node: EncodedNode())
        try message.encode(to: encoder)
        return .node(encoder.node)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.beginObject()
        return KeyedEncodingContainer(ObjectEncoding<Key>(node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.beginArray()
        return ArrayEncoding(node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { ScalarEncoding(node: node) }
}

extension JSONValue {
    /// Of any integer that a message holds; all of them fit.
    fileprivate init(_ integer: some FixedWidthInteger) {
        self = Int64(exactly: integer).map(JSONValue.integer) ?? .number(Double(integer))
    }
}

private struct ObjectEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: EncodedNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { node.set(.value(.null), for: key.stringValue) }
    func encode(_ value: Bool, forKey key: Key) { node.set(.value(.bool(value)), for: key.stringValue) }
    func encode(_ value: String, forKey key: Key) { node.set(.value(.string(value)), for: key.stringValue) }
    func encode(_ value: Double, forKey key: Key) { node.set(.value(.number(value)), for: key.stringValue) }
    func encode(_ value: Float, forKey key: Key) { node.set(.value(.number(Double(value))), for: key.stringValue) }
    func encode(_ value: Int, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: Int8, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: Int16, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: Int32, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: Int64, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: UInt, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: UInt8, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: UInt16, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: UInt32, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: UInt64, forKey key: Key) { node.set(.value(JSONValue(value)), for: key.stringValue) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        node.set(try WireEncoder.encode(value), for: key.stringValue)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        WireEncoder(node: node.nested(for: key.stringValue)).container(keyedBy: Nested.self)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        WireEncoder(node: node.nested(for: key.stringValue)).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { WireEncoder(node: node.nested(for: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { WireEncoder(node: node.nested(for: key.stringValue)) }
}

private struct ArrayEncoding: UnkeyedEncodingContainer {
    let node: EncodedNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.append(.value(.null)) }
    func encode(_ value: some Encodable) throws { node.append(try WireEncoder.encode(value)) }

    func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type) -> KeyedEncodingContainer<Nested> {
        WireEncoder(node: node.nested()).container(keyedBy: Nested.self)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { WireEncoder(node: node.nested()).unkeyedContainer() }
    func superEncoder() -> any Encoder { WireEncoder(node: node.nested()) }
}

private struct ScalarEncoding: SingleValueEncodingContainer {
    let node: EncodedNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { node.set(.null) }
    func encode(_ value: Bool) { node.set(.bool(value)) }
    func encode(_ value: String) { node.set(.string(value)) }
    func encode(_ value: Double) { node.set(.number(value)) }
    func encode(_ value: Float) { node.set(.number(Double(value))) }
    func encode(_ value: Int) { node.set(JSONValue(value)) }
    func encode(_ value: Int8) { node.set(JSONValue(value)) }
    func encode(_ value: Int16) { node.set(JSONValue(value)) }
    func encode(_ value: Int32) { node.set(JSONValue(value)) }
    func encode(_ value: Int64) { node.set(JSONValue(value)) }
    func encode(_ value: UInt) { node.set(JSONValue(value)) }
    func encode(_ value: UInt8) { node.set(JSONValue(value)) }
    func encode(_ value: UInt16) { node.set(JSONValue(value)) }
    func encode(_ value: UInt32) { node.set(JSONValue(value)) }
    func encode(_ value: UInt64) { node.set(JSONValue(value)) }
    func encode(_ value: some Encodable) throws { try value.encode(to: WireEncoder(node: node)) }
}
