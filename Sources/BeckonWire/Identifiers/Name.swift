/// The grammars of the names that people give. Compared byte for byte: there is no other spelling of a name.
package enum Name {
    /// `[a-z]([a-z0-9-]{0,61}[a-z0-9])?` (WIRE: names in certificates).
    package static func isSubscriber(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return isLabel(text)
    }

    /// A DNS label in lower case (RFC 1123), and never shaped like an id, so that a target is either a name or an id.
    package static func isMachine(_ text: String) -> Bool {
        isLabel(text) && !isShapedLikeID(text)
    }

    /// `[a-z][a-z0-9-]{0,31}`: the name that an executor registers.
    package static func isExecutor(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.count <= 32 && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// `[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?` (protocol: names in certificates).
    package static func isOperator(_ text: String) -> Bool {
        let octets = text.utf8
        guard (1...64).contains(octets.count), let first = octets.first, let last = octets.last else { return false }
        return (isLetter(first) || isDigit(first)) && (isLetter(last) || isDigit(last))
            && octets.allSatisfy { isLetter($0) || isDigit($0) || "._-".utf8.contains($0) }
    }

    private static func isLabel(_ text: String) -> Bool {
        let octets = text.utf8
        guard (1...63).contains(octets.count), octets.first != UInt8(ascii: "-"), octets.last != UInt8(ascii: "-") else {
            return false
        }
        return octets.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// One letter, a hyphen and 26 more: what every id looks like, valid or not.
    private static func isShapedLikeID(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        return octets.count == 2 + CrockfordBase32.digits && octets[1] == UInt8(ascii: "-")
    }

    private static func isLetter(_ octet: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet) }
    private static func isDigit(_ octet: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) }
}
