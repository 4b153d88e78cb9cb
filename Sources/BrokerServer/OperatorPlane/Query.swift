import BeckonWire

/// The query of a request's target, strict: what a route does not know, or what comes twice, is refused, because a filter that is
/// silently ignored gives wrong answers.
struct Query {
    private let values: [String: String]

    /// - Throws: `badRequest` naming the parameter.
    init(_ text: String?, knowing names: [String]) throws(Problem) {
        var values: [String: String] = [:]
        for pair in (text ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard names.contains(name) else {
                throw Problem(
                    .badRequest, "the query parameter \(PrintableText(name)) is not known here",
                    hint: names.isEmpty ? nil : "known are: " + names.joined(separator: ", "))
            }
            guard parts.count == 2, let value = Self.percentDecoded(parts[1]) else {
                throw Self.refusal(name, "has no proper value")
            }
            guard values.updateValue(value, forKey: name) == nil else { throw Self.refusal(name, "is given twice") }
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text), range.contains(number), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Self.refusal(name, "is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func identifier<Kind: IdentifierKind>(_ name: String, _ kind: Kind.Type) throws(Problem) -> Identifier<Kind>? {
        guard let text = values[name] else { return nil }
        guard let id = Identifier<Kind>(text) else { throw Self.refusal(name, "is not a \(Kind.noun) id") }
        return id
    }

    static func refusal(_ name: String, _ reason: String) -> Problem {
        Problem(.badRequest, "the query parameter \(name) \(reason)", members: ["parameter": .string(name)])
    }

    /// RFC 3986, 2.1; nil where an escape is broken or the octets are not UTF-8.
    private static func percentDecoded(_ text: Substring) -> String? {
        var octets: [UInt8] = []
        var rest = text.utf8[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            octets.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: octets, as: UTF8.self)
    }
}
