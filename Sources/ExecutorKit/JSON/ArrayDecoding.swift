/// The elements of an array, one after the other.
struct ArrayDecoding: UnkeyedDecodingContainer {
    let elements: [JSONElement]
    let codingPath: [any CodingKey]
    private(set) var currentIndex = 0

    init(elements: [JSONElement], codingPath: [any CodingKey]) {
        self.elements = elements
        self.codingPath = codingPath
    }

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard try current() == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try ElementDecoder.decode(type, from: try current(), at: path)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try takeDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try takeDecoder().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try takeDecoder() }

    private var path: [any CodingKey] { codingPath + [JSONKey(intValue: currentIndex)] }

    private func current() throws -> JSONElement {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                JSONElement.self, .init(codingPath: path, debugDescription: "the array has only \(elements.count) elements"))
        }
        return elements[currentIndex]
    }

    private mutating func takeDecoder() throws -> ElementDecoder {
        let decoder = ElementDecoder(element: try current(), codingPath: path)
        currentIndex += 1
        return decoder
    }
}
