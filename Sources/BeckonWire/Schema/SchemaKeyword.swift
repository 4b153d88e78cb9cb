/// Every keyword that a schema may use. docs/executor-schemas.md has this list as a table, and a test compares the two.
package enum SchemaKeyword: String, CaseIterable, Sendable {
    // Any value.
    case type
    case `enum`
    case const
    // Numbers.
    case minimum
    case maximum
    case exclusiveMinimum
    case exclusiveMaximum
    case multipleOf
    // Strings.
    case minLength
    case maxLength
    case pattern
    // Arrays.
    case items
    case minItems
    case maxItems
    case uniqueItems
    // Objects.
    case properties
    case required
    case additionalProperties
    case minProperties
    case maxProperties
    case dependentRequired
    // Combinations.
    case ref = "$ref"
    case allOf
    case anyOf
    case oneOf
    case not
    // The root's alone.
    case defs = "$defs"
    case schema = "$schema"
    case id = "$id"
    // Annotations: kept and shown, not checked.
    case title
    case description
    case `default`
    case examples
    case deprecated
    case readOnly
    case writeOnly
    case format
    case comment = "$comment"

    /// Whether it may stand only in the outermost schema. Further in, `$id` would change what `$ref` means, and nothing could
    /// refer to `$defs`.
    var isRootOnly: Bool {
        switch self {
        case .defs, .schema, .id: true
        default: false
        }
    }
}
