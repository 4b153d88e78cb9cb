extension PeerName {
    /// Whether every part of the name keeps to its grammar; a case can be built from any strings.
    var isWellFormed: Bool {
        switch self {
        case .zero(let subscriber, let id): PeerName.isValidSubscriber(subscriber) && PeerName.isValidID(id, prefix: "z-")
        case .machine(let subscriber, let id): PeerName.isValidSubscriber(subscriber) && PeerName.isValidID(id, prefix: "m-")
        case .operator(let subscriber, let name): PeerName.isValidSubscriber(subscriber) && PeerName.isValidOperator(name)
        }
    }

    /// `[a-z]([a-z0-9-]{0,61}[a-z0-9])?`
    package static func isValidSubscriber(_ text: String) -> Bool {
        let octets = text.utf8
        guard (1...63).contains(octets.count), let first = octets.first, let last = octets.last else { return false }
        return isLetter(first) && isLetterOrDigit(last) && octets.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// `[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?`
    package static func isValidOperator(_ text: String) -> Bool {
        let octets = text.utf8
        guard (1...64).contains(octets.count), let first = octets.first, let last = octets.last else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && octets.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }

    /// The prefix and 26 digits of Crockford's base 32 in lower case; 128 bits leave the first one's upper two bits 0.
    static func isValidID(_ text: String, prefix: String) -> Bool {
        guard text.utf8.count == prefix.utf8.count + 26, text.utf8.starts(with: prefix.utf8) else { return false }
        let digits = text.utf8.dropFirst(prefix.utf8.count)
        guard let first = digits.first, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(first) else { return false }
        return digits.allSatisfy { isLetterOrDigit($0) && !"ilou".utf8.contains($0) }
    }

    private static func isLetter(_ octet: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet) }
    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        isLetter(octet) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }
}
