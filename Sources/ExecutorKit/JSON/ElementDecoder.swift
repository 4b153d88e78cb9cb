/// Decodes a type from an element.
struct ElementDecoder: Decoder {
    let element: JSONElement
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// A value of any type: a scalar at once, anything else by its own `init(from:)`.
    static func decode<T: Decodable>(_ type: T.Type, from element: JSONElement, at path: [any CodingKey]) throws -> T {
        guard let scalar = type as? any JSONScalar.Type else {
            return try T(from: ElementDecoder(element: element, codingPath: path))
        }
        if element == .null {
            throw DecodingError.valueNotFound(type, .init(codingPath: path, debugDescription: "null where a \(type) is needed"))
        }
        guard let value = scalar.init(element) as? T else {
            let reason = "\(element.kind), which is no \(type) or out of its range"
            throw DecodingError.typeMismatch(type, .init(codingPath: path, debugDescription: reason))
        }
        return value
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = element else { throw mismatch("an object", [String: JSONElement].self) }
        return KeyedDecodingContainer(ObjectDecoding<Key>(members: members, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = element else { throw mismatch("an array", [JSONElement].self) }
        return ArrayDecoding(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    private func mismatch(_ wanted: String, _ type: Any.Type) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "\(element.kind) where \(wanted) is needed"))
    }
}

extension ElementDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { element == .null }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try Self.decode(type, from: element, at: codingPath)
    }
}
