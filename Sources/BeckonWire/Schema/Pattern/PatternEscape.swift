/// What stands for what after a backslash.
enum PatternEscape {
    static func read(from rest: inout Substring.UnicodeScalarView, inClass: Bool) throws(PatternError) -> ScalarSet {
        guard let scalar = rest.popFirst() else { throw PatternError(message: "a \\ at the end") }
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "w": return .word
        case "W": return ScalarSet.word.inverted
        case "s": return .space
        case "S": return ScalarSet.space.inverted
        case "t": return ScalarSet("\t")
        case "n": return ScalarSet("\n")
        case "r": return ScalarSet("\r")
        case "f": return ScalarSet("\u{0C}")
        case "v": return ScalarSet("\u{0B}")
        case "u": return ScalarSet(try codePoint(from: &rest))
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/": return ScalarSet(scalar)
        case "-" where inClass: return ScalarSet(scalar)
        default:
            throw PatternError(message: "\\\(scalar) is not supported: back references, \\b and \\p are among what is not")
        }
    }

    /// Four hexadecimal digits.
    private static func codePoint(from rest: inout Substring.UnicodeScalarView) throws(PatternError) -> Unicode.Scalar {
        let digits = String(String.UnicodeScalarView(rest.prefix(4)))
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number)
        else { throw PatternError(message: "\\u without the four hexadecimal digits of a character") }
        rest.removeFirst(4)
        return scalar
    }
}
