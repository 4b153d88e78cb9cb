/// Text of strangers made harmless for a terminal.
///
/// Whatever could make a terminal do something, or make a line look like what it is not, is written out as an escape: control
/// characters of ASCII and of Latin-1 (C1), marks that change the direction of writing, separators of lines, and characters that
/// cannot be seen. Octets that are not UTF-8 become U+FFFD.
package enum TerminalText {
    /// One line: line breaks and tabs are escaped too.
    package static func escaped(_ text: some StringProtocol) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars { append(scalar, to: &escaped, keeping: []) }
        return escaped
    }

    /// Output of an instruction: line breaks and tabs stay.
    static func append(output scalar: Unicode.Scalar, to text: inout String) {
        append(scalar, to: &text, keeping: ["\n", "\t"])
    }

    /// A JSON document: what is dangerous can only stand in its strings, and is written as JSON escapes there.
    static func json(_ document: String) -> String {
        var safe = ""
        for scalar in document.unicodeScalars {
            guard isDangerous(scalar) else {
                safe.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return safe
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String, keeping kept: [Unicode.Scalar]) {
        if kept.contains(scalar) || !isDangerous(scalar) {
            text.unicodeScalars.append(scalar)
        } else if scalar.value < 0x80 {
            let digits = String(scalar.value, radix: 16)
            text += "\\x" + (digits.count == 1 ? "0" : "") + digits
        } else {
            text += "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: false
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
            default: false
            }
        }
    }
}
