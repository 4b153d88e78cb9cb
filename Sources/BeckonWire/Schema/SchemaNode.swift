/// One schema: all of its assertions must hold. `true` and `{}` have none.
struct SchemaNode: Sendable {
    var assertions: [SchemaAssertion] = []

    /// The schemas that it applies to the same value.
    var inPlace: [Int] {
        assertions.flatMap { assertion -> [Int] in
            switch assertion {
            case .ref(let node), .not(let node): return [node]
            case .all(let nodes), .any(let nodes), .one(let nodes): return nodes
            default: return []
            }
        }
    }
}

/// What one keyword demands of a value. An assertion about another type of value than the one at hand holds.
enum SchemaAssertion: Sendable {
    /// The schema `false`.
    case never
    case types([SchemaType])
    /// `enum` and `const`: the identities of the values, and the values as a person reads them.
    case oneOfValues(Set<JSONIdentity>, shown: String)
    case atLeast(JSONNumber)
    case atMost(JSONNumber)
    case above(JSONNumber)
    case below(JSONNumber)
    case multipleOf(Int64)
    case minLength(Int)
    case maxLength(Int)
    case pattern(Pattern)
    case items(Int)
    case minItems(Int)
    case maxItems(Int)
    case uniqueItems
    /// `properties`, and the schema of `additionalProperties` where there is one.
    case members([String: Int], others: Int?)
    case required([String])
    case minProperties(Int)
    case maxProperties(Int)
    case dependentRequired([String: [String]])
    case ref(Int)
    case all([Int])
    case any([Int])
    case one([Int])
    case not(Int)
}
