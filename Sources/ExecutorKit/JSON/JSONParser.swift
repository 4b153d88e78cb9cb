/// Parses JSON (RFC 8259) strictly and within bounds: UTF-8, depth, no member twice, nothing after the value.
struct JSONParser {
    static let maximumDepth = 64
    static let maximumLength = 4 << 20

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONElement {
        guard bytes.count <= maximumLength else { throw JSONError("longer than \(maximumLength) bytes") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw JSONError("not UTF-8") }
        var parser = JSONParser(bytes: bytes)
        let element = try parser.element()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw JSONError("something after the value", at: parser.position) }
        return element
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func element() throws(JSONError) -> JSONElement {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case .some: return .number(try number())
        case nil: throw JSONError("a value is missing", at: position)
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONElement
    ) throws(JSONError) -> JSONElement {
        depth += 1
        guard depth <= Self.maximumDepth else { throw JSONError("nested deeper than \(Self.maximumDepth)", at: position) }
        position += 1
        let element = try body(&self)
        depth -= 1
        return element
    }

    private mutating func object() throws(JSONError) -> JSONElement {
        var members: [String: JSONElement] = [:]
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw JSONError("a member's name is missing", at: position) }
            let name = try string()
            guard take(UInt8(ascii: ":")) else { throw JSONError("a colon is missing", at: position) }
            guard members.updateValue(try element(), forKey: name) == nil else {
                throw JSONError("a member is there twice", at: position)
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw JSONError("the object does not end", at: position) }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSONElement {
        var elements: [JSONElement] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat { elements.append(try element()) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw JSONError("the array does not end", at: position) }
        return .array(elements)
    }

    private mutating func literal(_ text: String, _ element: JSONElement) throws(JSONError) -> JSONElement {
        guard bytes[position...].starts(with: text.utf8) else { throw JSONError("not a value", at: position) }
        position += text.utf8.count
        return element
    }

    // MARK: numbers

    private mutating func number() throws(JSONError) -> String {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let first = next
        guard digits() > 0 else { throw JSONError("not a value", at: start) }
        let integerDigits = position - start - (bytes[start] == UInt8(ascii: "-") ? 1 : 0)
        guard first != UInt8(ascii: "0") || integerDigits == 1 else { throw JSONError("a number with a leading zero", at: start) }
        if next == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { throw JSONError("a number without digits after its point", at: start) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw JSONError("a number without digits in its exponent", at: start) }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position - start
    }

    // MARK: strings

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw JSONError("a control character in a string", at: position - 1)
            default: text.append(byte)
            }
        }
        throw JSONError("a string does not end", at: position)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let byte = next
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): if let byte { text.append(byte) }
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try escapedScalar())).utf8)
        default: throw JSONError("an unknown escape", at: position - 1)
        }
    }

    /// What stands after `\u`: one unit, or two that are a surrogate pair.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let start = position
        let unit = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, next == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u")
        else {
            throw JSONError("half a surrogate pair", at: start)
        }
        position += 2
        let low = try hexadecimalUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(low) - 0xDC00)
        else { throw JSONError("half a surrogate pair", at: start) }
        return scalar
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw JSONError("an escape without four digits", at: position)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
