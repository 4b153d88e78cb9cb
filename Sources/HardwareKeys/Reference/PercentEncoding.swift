/// Percent-encoding of RFC 3986, as RFC 7512 uses it.
enum PercentEncoding {
    /// The octets that a part of a URI stands for. Nil where a `%` is not followed by two hexadecimal digits, or where an octet stands
    /// there that must be encoded.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            if octet == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
                octets.append(high << 4 | low)
            } else {
                guard isPlain(octet) else { return nil }
                octets.append(octet)
            }
        }
        return octets
    }

    static func encode(_ text: String) -> String {
        text.utf8.map { isUnreserved($0) || $0 == UInt8(ascii: "/") ? String(UnicodeScalar($0)) : encoded($0) }.joined()
    }

    static func encoded(_ octet: UInt8) -> String {
        "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16)
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(octet)
        }
    }

    /// What RFC 7512 allows in both parts, without the separators; `|` and `=` are left out on purpose in the first, and so are here.
    private static func isPlain(_ octet: UInt8) -> Bool {
        isUnreserved(octet) || ":[]@!$'()*+,/".utf8.contains(octet)
    }
}
