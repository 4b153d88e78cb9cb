/// The grammar of labels: what an admin says of a machine, as opposed to facts, which the machine says of itself.
package enum Labels {
    /// `[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?`, and never `fact.…`, which in a query means a fact.
    package static func isKey(_ text: String) -> Bool {
        let octets = text.utf8
        guard (1...63).contains(octets.count), let first = octets.first, let last = octets.last else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last) && !text.hasPrefix(LabelQuery.factPrefix)
            && octets.allSatisfy { isLetterOrDigit($0) || "._/-".utf8.contains($0) }
    }

    /// 1 to 63 of `[A-Za-z0-9._:/@+-]`: what needs no quotes, neither in a query nor in a shell.
    package static func isValue(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && text.utf8.allSatisfy(isValueOctet)
    }

    static func isValueOctet(_ octet: UInt8) -> Bool {
        isLetterOrDigit(octet) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) || "._:/@+-".utf8.contains(octet)
    }

    /// - Throws: where there are too many, or one is not within the grammar. `pointer` is where they are in the message.
    package static func check(_ labels: [String: String], at pointer: String) throws(WireError) {
        try Bounds.check(count: labels.count, pointer, atMost: Bounds.labels)
        for (key, value) in labels {
            try Bounds.check(isKey(key), pointer, "a label's key is 1 to 63 of a-z 0-9 . _ / - and does not begin with fact.")
            try Bounds.check(isValue(value), "\(pointer)/\(key)", "a label's value is 1 to 63 of A-Z a-z 0-9 . _ : / @ + -")
        }
    }

    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }
}
