/// JSON text from and to `Codable` types, without Foundation, so that a plugin stays small.
enum JSONText {
    static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        try ElementDecoder.decode(type, from: try JSONParser.parse(bytes), at: [])
    }

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let box = ElementBox()
        try ElementEncoder.encode(value, into: box, at: [])
        var text: [UInt8] = []
        write(box, to: &text)
        return text
    }

    /// An error of this coder as one line, with the place as a JSON pointer.
    static func describe(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        let context =
            switch error {
            case .dataCorrupted(let context): context
            case .keyNotFound(_, let context), .typeMismatch(_, let context), .valueNotFound(_, let context): context
            @unknown default: DecodingError.Context(codingPath: [], debugDescription: "\(error)")
            }
        let pointer = context.codingPath.map { "/\($0.stringValue)" }.joined()
        return pointer.isEmpty ? context.debugDescription : "\(pointer): \(context.debugDescription)"
    }

    private static func write(_ box: ElementBox, to text: inout [UInt8]) {
        switch box.content {
        // A type that encodes nothing at all, as an empty one may.
        case .nothing: text.append(contentsOf: "{}".utf8)
        case .scalar(let element): write(element, to: &text)
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                write(element, to: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                write(member.name, to: &text)
                text.append(UInt8(ascii: ":"))
                write(member.value, to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    /// Scalars alone reach here: arrays and objects are boxes.
    private static func write(_ element: JSONElement, to text: inout [UInt8]) {
        switch element {
        case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): text.append(contentsOf: number.utf8)
        case .string(let string): write(string, to: &text)
        case .null, .array, .object: text.append(contentsOf: "null".utf8)
        }
    }

    private static func write(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: text.append(contentsOf: "\\n".utf8)
            case 0..<0x20, 0x7F: text.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
