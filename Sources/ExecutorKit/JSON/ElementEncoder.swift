/// Encodes a value into a box.
struct ElementEncoder: Encoder {
    let box: ElementBox
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    static func encode<T: Encodable>(_ value: T, into box: ElementBox, at path: [any CodingKey]) throws {
        guard path.count <= JSONParser.maximumDepth else {
            let reason = "nested deeper than \(JSONParser.maximumDepth)"
            throw EncodingError.invalidValue(value, .init(codingPath: path, debugDescription: reason))
        }
        guard let scalar = value as? any JSONScalar else {
            return try value.encode(to: ElementEncoder(box: box, codingPath: path))
        }
        guard let element = scalar.element else {
            throw EncodingError.invalidValue(value, .init(codingPath: path, debugDescription: "JSON has no form for it"))
        }
        box.content = .scalar(element)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .nothing = box.content { box.content = .object([]) }
        return KeyedEncodingContainer(ObjectEncoding<Key>(box: box, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .nothing = box.content { box.content = .array([]) }
        return ArrayEncoding(box: box, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension ElementEncoder: SingleValueEncodingContainer {
    func encodeNil() throws { box.content = .scalar(.null) }

    func encode<T: Encodable>(_ value: T) throws { try Self.encode(value, into: box, at: codingPath) }
}
