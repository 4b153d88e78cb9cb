extension JSONValue {
    /// About how many octets its text has, without writing it.
    package var octets: Int {
        switch self {
        case .null, .bool, .integer, .number: 8
        case .string(let text): text.utf8.count + 2
        case .array(let elements): elements.reduce(2) { $0 + $1.octets }
        case .object(let members): members.reduce(2) { $0 + $1.key.utf8.count + 4 + $1.value.octets }
        }
    }
}
