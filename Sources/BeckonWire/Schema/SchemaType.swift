/// The types of JSON Schema's `type`.
enum SchemaType: String, CaseIterable, Sendable {
    case null, boolean, object, array, number, integer, string

    /// The narrowest type of a value: 1.0 is an integer, as JSON Schema has it.
    init(of value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool: .boolean
            case .integer: .integer
            case .number(let number): number.rounded() == number ? .integer : .number
            case .string: .string
            case .array: .array
            case .object: .object
            }
    }

    /// Whether a value whose narrowest type is `type` is of this type.
    func includes(_ type: SchemaType) -> Bool { self == type || (self == .number && type == .integer) }

    /// With its article.
    var noun: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .object: "an object"
        case .array: "an array"
        case .number: "a number"
        case .integer: "an integer"
        case .string: "a string"
        }
    }
}
