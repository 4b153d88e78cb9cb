/// What two JSON values have in common if and only if JSON Schema calls them equal: numbers by their mathematical value, strings
/// by their code points (Swift's `==` takes canonically equivalent texts for equal), objects whatever the order of their members.
struct JSONIdentity: Hashable, Sendable {
    let octets: [UInt8]

    init(_ value: JSONValue) {
        var octets: [UInt8] = []
        Self.append(value, to: &octets)
        self.octets = octets
    }

    /// Each value as a letter for its type and a text that is closed by its length, so that no two values share octets.
    private static func append(_ value: JSONValue, to octets: inout [UInt8]) {
        switch value {
        case .null: octets.append(UInt8(ascii: "n"))
        case .bool(let flag): octets.append(UInt8(ascii: flag ? "t" : "f"))
        case .integer(let integer): append("i", "\(integer)", to: &octets)
        case .number(let number):
            if let integer = Int64(exactly: number) {
                append("i", "\(integer)", to: &octets)
            } else {
                append("d", "\(number)", to: &octets)
            }
        case .string(let text): append("s", text, to: &octets)
        case .array(let elements):
            append("a", "\(elements.count)", to: &octets)
            for element in elements { append(element, to: &octets) }
        case .object(let members):
            append("o", "\(members.count)", to: &octets)
            for (name, member) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                append("k", name, to: &octets)
                append(member, to: &octets)
            }
        }
    }

    private static func append(_ letter: Unicode.Scalar, _ text: String, to octets: inout [UInt8]) {
        octets.append(UInt8(ascii: letter))
        octets.append(contentsOf: String(text.utf8.count).utf8)
        octets.append(UInt8(ascii: ":"))
        octets.append(contentsOf: text.utf8)
    }
}
