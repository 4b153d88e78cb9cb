/// Turns a message into the JSON value that it is.
///
/// Foundation's encoder takes about a tenth of what a dispatch costs the agent and the broker; this one needs a fraction of that,
/// and like `WireDecoder` it does the same everywhere (docs/performance.md).
struct WireEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private let node = EncodedNode()

    /// The value that `message` encodes to.
    static func encode(_ message: some Encodable) throws -> JSONValue {
        if let value = message as? JSONValue { return value }
        let encoder = WireEncoder()
        try message.encode(to: encoder)
        return encoder.node.value
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

/// The value that is being made. A message may open its container more than once, to add the members of a part of it.
final class EncodedNode {
    private(set) var value = JSONValue.null

    func beginObject() { if case .object = value {} else { value = .object([:]) } }

    func beginArray() { if case .array = value {} else { value = .array([]) } }

    func set(_ value: JSONValue) { self.value = value }

    func set(_ member: JSONValue, for key: String) {
        guard case .object(var members) = value else { return }
        // Let go of the dictionary before it is changed, or it is copied.
        value = .null
        members[key] = member
        value = .object(members)
    }

    func append(_ element: JSONValue) {
        guard case .array(var elements) = value else { return }
        value = .null
        elements.append(element)
        value = .array(elements)
    }

    var count: Int {
        guard case .array(let elements) = value else { return 0 }
        return elements.count
    }
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

    func encodeNil(forKey key: Key) { node.set(.null, for: key.stringValue) }
    func encode(_ value: Bool, forKey key: Key) { node.set(.bool(value), for: key.stringValue) }
    func encode(_ value: String, forKey key: Key) { node.set(.string(value), for: key.stringValue) }
    func encode(_ value: Double, forKey key: Key) { node.set(.number(value), for: key.stringValue) }
    func encode(_ value: Float, forKey key: Key) { node.set(.number(Double(value)), for: key.stringValue) }
    func encode(_ value: Int, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: Int8, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: Int16, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: Int32, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: Int64, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: UInt, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: UInt8, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: UInt16, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: UInt32, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: UInt64, forKey key: Key) { node.set(JSONValue(value), for: key.stringValue) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        node.set(try WireEncoder.encode(value), for: key.stringValue)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type, forKey: Key) -> KeyedEncodingContainer<Nested> {
        preconditionFailure("a wire message with a nested container")
    }
    func nestedUnkeyedContainer(forKey: Key) -> any UnkeyedEncodingContainer {
        preconditionFailure("a wire message with a nested container")
    }
    func superEncoder() -> any Encoder { preconditionFailure("a wire message with a superclass") }
    func superEncoder(forKey: Key) -> any Encoder { preconditionFailure("a wire message with a superclass") }
}

private struct ArrayEncoding: UnkeyedEncodingContainer {
    let node: EncodedNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.append(.null) }
    func encode(_ value: some Encodable) throws { node.append(try WireEncoder.encode(value)) }

    func nestedContainer<Nested: CodingKey>(keyedBy: Nested.Type) -> KeyedEncodingContainer<Nested> {
        preconditionFailure("a wire message with a nested container")
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        preconditionFailure("a wire message with a nested container")
    }
    func superEncoder() -> any Encoder { preconditionFailure("a wire message with a superclass") }
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
    func encode(_ value: some Encodable) throws { node.set(try WireEncoder.encode(value)) }
}
