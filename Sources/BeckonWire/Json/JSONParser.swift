/// Reads JSON text (RFC 8259) strictly and in one pass: UTF-8 only, no trailing commas, no duplicate names (RFC 7493), bounded depth.
///
/// Foundation's decoder accepts UTF-16, trailing commas and duplicate names, and takes seconds for a megabyte of nested arrays;
/// two readers of a message must never see different things in it.
struct JSONParser {
    private let octets: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ octets: [UInt8]) {
        self.octets = octets
    }

    static func parse(_ octets: [UInt8]) throws(WireError) -> JSONValue {
        guard (try? UTF8Span(validating: octets.span)) != nil else { throw WireError("not UTF-8") }
        var parser = JSONParser(octets)
        let value = try parser.value()
        guard parser.next() == nil else { throw parser.malformed }
        return value
    }

    private var malformed: WireError { WireError("not JSON at octet \(position)") }

    /// The next octet that is not white space, without taking it.
    private mutating func next() -> UInt8? {
        while position < octets.count {
            switch octets[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let octet: return octet
            }
        }
        return nil
    }

    private mutating func take(_ octet: UInt8) throws(WireError) {
        guard next() == octet else { throw malformed }
        position += 1
    }

    /// Takes a comma, or the closing bracket: false.
    private mutating func goesOn(until close: UInt8) throws(WireError) -> Bool {
        if next() == UInt8(ascii: ",") {
            position += 1
            return true
        }
        try take(close)
        return false
    }

    private mutating func value() throws(WireError) -> JSONValue {
        switch next() {
        case UInt8(ascii: "{"): return try nested { parser throws(WireError) in .object(try parser.members()) }
        case UInt8(ascii: "["): return try nested { parser throws(WireError) in .array(try parser.elements()) }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ read: (inout JSONParser) throws(WireError) -> JSONValue) throws(WireError) -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= WireJSON.maximumDepth else { throw WireError("nested deeper than \(WireJSON.maximumDepth)") }
        position += 1
        return try read(&self)
    }

    private mutating func elements() throws(WireError) -> [JSONValue] {
        var elements: [JSONValue] = []
        guard next() != UInt8(ascii: "]") else {
            position += 1
            return elements
        }
        repeat { elements.append(try value()) } while try goesOn(until: UInt8(ascii: "]"))
        return elements
    }

    private mutating func members() throws(WireError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        guard next() != UInt8(ascii: "}") else {
            position += 1
            return members
        }
        repeat {
            guard next() == UInt8(ascii: "\"") else { throw malformed }
            let name = try string()
            try take(UInt8(ascii: ":"))
            guard members.updateValue(try value(), forKey: name) == nil else {
                throw WireError("the member \(name.quoted) is there twice")
            }
        } while try goesOn(until: UInt8(ascii: "}"))
        return members
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(WireError) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        guard end <= octets.count,
            octets[position..<end].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        else { throw malformed }
        position = end
        return value
    }
}

extension JSONParser {
    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    private mutating func number() throws(WireError) -> JSONValue {
        let start = position
        skip("-")
        guard skip("0") || skipDigits() else { throw malformed }
        var isInteger = true
        if skip(".") {
            isInteger = false
            guard skipDigits() else { throw malformed }
        }
        if skip("e") || skip("E") {
            isInteger = false
            if !skip("+") { skip("-") }
            guard skipDigits() else { throw malformed }
        }
        let text = String(decoding: octets[start..<position], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw WireError("a number that is too large, at octet \(start)") }
        return .number(number)
    }

    @discardableResult
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < octets.count, octets[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while position < octets.count, (0x30...0x39).contains(octets[position]) { position += 1 }
        return position > start
    }
}

extension JSONParser {
    private mutating func string() throws(WireError) -> String {
        position += 1
        var text: [UInt8] = []
        var start = position
        while position < octets.count {
            switch octets[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                if text.isEmpty { return String(decoding: octets[start..<position], as: UTF8.self) }
                text += octets[start..<position]
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += octets[start..<position]
                position += 1
                text.append(contentsOf: try escape())
                start = position
            case 0..<0x20: throw malformed
            default: position += 1
            }
        }
        throw malformed
    }

    /// What stands after the backslash, as UTF-8.
    private mutating func escape() throws(WireError) -> [UInt8] {
        guard position < octets.count else { throw malformed }
        let octet = octets[position]
        position += 1
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [octet]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try codePoint()).utf8)
        default: throw malformed
        }
    }

    /// One `\u`, or two that are a surrogate pair; half of a pair is no character, and refused.
    private mutating func codePoint() throws(WireError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), skip("\\"), skip("u") else { throw malformed }
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw malformed }
        return scalar
    }

    private mutating func codeUnit() throws(WireError) -> UInt32 {
        guard position + 4 <= octets.count else { throw malformed }
        var unit: UInt32 = 0
        for octet in octets[position..<(position + 4)] {
            guard let digit = Character(Unicode.Scalar(octet)).hexDigitValue else { throw malformed }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }
}
