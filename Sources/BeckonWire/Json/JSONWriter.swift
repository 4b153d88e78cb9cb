/// Writes a JSON value as text: no space between tokens, members in order of their names, so that equal values have equal octets.
enum JSONWriter {
    static func append(_ value: JSONValue, to text: inout [UInt8]) {
        switch value {
        case .null: text += "null".utf8
        case .bool(let flag): text += (flag ? "true" : "false").utf8
        case .integer(let integer): text += String(integer).utf8
        case .number(let number): append(number, to: &text)
        case .string(let string): append(string, to: &text)
        case .array(let elements): append(elements, to: &text) { append($0, to: &$1) }
        case .object(let members): append(members.sorted { $0.key < $1.key }, to: &text) { append($0, to: &$1) }
        }
    }

    /// JSON has no other numbers; what is none is told by its name.
    private static func append(_ number: Double, to text: inout [UInt8]) {
        if number.isFinite {
            text += number.description.utf8
        } else {
            append(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity", to: &text)
        }
    }

    static func append<Element>(_ elements: [Element], to text: inout [UInt8], _ write: (Element, inout [UInt8]) -> Void) {
        text.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            write(element, &text)
        }
        text.append(UInt8(ascii: "]"))
    }

    /// Members in order of their names.
    static func append<Value>(
        _ members: [(key: String, value: Value)], to text: inout [UInt8], _ write: (Value, inout [UInt8]) -> Void
    ) {
        text.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            append(member.key, to: &text)
            text.append(UInt8(ascii: ":"))
            write(member.value, &text)
        }
        text.append(UInt8(ascii: "}"))
    }

    private static func append(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += string.utf8
        } else {
            appendEscaped(string, to: &text)
        }
        text.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ string: String, to text: inout [UInt8]) {
        for octet in string.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), octet]
            case 0x0A: text += "\\n".utf8
            case 0x0D: text += "\\r".utf8
            case 0x09: text += "\\t".utf8
            case 0..<0x20: text += "\\u00\(octet < 16 ? "0" : "")\(String(octet, radix: 16))".utf8
            default: text.append(octet)
            }
        }
    }
}
