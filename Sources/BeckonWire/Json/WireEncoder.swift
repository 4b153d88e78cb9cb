/// Turns a message into the JSON value that it is.
///
/// Foundation's encoder takes about a tenth of what a dispatch costs the agent and the broker; this one needs a fraction of that,
/// and like `WireDecoder` it does the same everywhere (docs/performance.md).
struct WireEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    fileprivate let node: EncodedNode

    /// The value that `message` encodes to.
    static func encode(_ message: some Encodable) throws -> JSONValue {
        if let value = message as? JSONValue { return value }
        let encoder = WireEncoder(node: EncodedNode())
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
    private enum Content {
        case scalar(JSONValue)
        case object([String: Part])
        case array([Part])
    }

    /// A value that is there, or a container that may still be written to.
    private enum Part {
        case value(JSONValue)
        case node(EncodedNode)

        var value: JSONValue {
            switch self {
            case .value(let value): value
            case .node(let node): node.value
            }
        }
    }

    private var content = Content.scalar(.null)

    var value: JSONValue {
        switch content {
        case .scalar(let value): value
        case .object(let members): .object(members.mapValues(\.value))
        case .array(let elements): .array(elements.map(\.value))
        }
    }

    var count: Int {
        guard case .array(let elements) = content else { return 0 }
        return elements.count
    }

    func beginObject() { if case .object = content {} else { content = .object([:]) } }

    func beginArray() { if case .array = content {} else { content = .array([]) } }

    func set(_ value: JSONValue) { content = .scalar(value) }

    func set(_ member: JSONValue, for key: String) { set(.value(member), for: key) }

    func append(_ element: JSONValue) { append(.value(element)) }

    /// A container within this object.
    func nested(for key: String) -> EncodedNode {
        let node = EncodedNode()
        set(.node(node), for: key)
        return node
    }

    /// A container at the end of this array.
    func nested() -> EncodedNode {
        let node = EncodedNode()
        append(.node(node))
        return node
    }

    private func set(_ part: Part, for key: String) {
        guard case .object(var members) = content else { return }
        // Let go of the dictionary before it is changed, or it is copied.
        content = .scalar(.null)
        members[key] = part
        content = .object(members)
    }

    private func append(_ part: Part) {
        guard case .array(var elements) = content else { return }
        content = .scalar(.null)
        elements.append(part)
        content = .array(elements)
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

    func encodeNil() { node.append(.null) }
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
    func encode(_ value: some Encodable) throws { node.set(try WireEncoder.encode(value)) }
}
