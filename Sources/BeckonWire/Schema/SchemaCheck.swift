/// One check of a value against compiled schemas, with a budget of steps.
///
/// The budget is what makes a check end in time whatever the schema: nested `anyOf` over recursive `$ref` may ask for
/// exponentially many steps. Where it is spent the value counts as wrong, and the one violation says that it was given up.
struct SchemaCheck {
    private let nodes: [SchemaNode]
    /// How many violations are wanted. Smaller while an alternative is tried.
    private var limit: Int
    private var violations: [JSONSchema.Violation] = []
    /// Reference tokens from the root of the value to where the check is.
    private var path: [String] = []
    private var steps = JSONSchema.Limits.steps
    private var nesting = 0

    init(nodes: [SchemaNode], limit: Int) {
        self.nodes = nodes
        self.limit = max(1, limit)
    }

    mutating func run(on value: JSONValue) -> [JSONSchema.Violation] {
        apply(0, to: value)
        guard !isExhausted else {
            return [.init(pointer: "", message: "is too large or the schema too complex: the check was given up")]
        }
        return violations
    }

    private var isExhausted: Bool { steps < 0 }

    /// Whether more is to be looked at.
    private var goesOn: Bool { !isExhausted && violations.count < limit }

    mutating func spend(_ count: Int) { steps -= count }

    /// Notes a violation at the current place, or at a member of it.
    mutating func report(_ message: @autoclosure () -> String, member: String? = nil) {
        guard goesOn else { return }
        // A text costs many times what an assertion does, and alternatives that fail make many.
        spend(64 + path.count)
        let tokens = path + (member.map { [$0] } ?? [])
        let pointer = tokens.map { "/" + JSONPointer.escaped($0) }.joined()
        violations.append(.init(pointer: pointer, message: message()))
    }

    mutating func apply(_ node: Int, to value: JSONValue) {
        spend(1)
        guard goesOn else { return }
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= JSONSchema.Limits.nesting else {
            steps = -1
            return
        }
        for assertion in nodes[node].assertions where goesOn { check(assertion, on: value) }
    }

    /// The same for a member or element.
    mutating func apply(_ node: Int, to value: JSONValue, at token: @autoclosure () -> String) {
        guard goesOn else { return }
        path.append(token())
        apply(node, to: value)
        path.removeLast()
    }

    /// The first violation of a schema, without noting it.
    private mutating func trial(_ node: Int, on value: JSONValue) -> JSONSchema.Violation? {
        let (noted, wanted) = (violations, limit)
        (violations, limit) = ([], 1)
        apply(node, to: value)
        let first = violations.first
        (violations, limit) = (noted, wanted)
        return first
    }

    private mutating func check(_ assertion: SchemaAssertion, on value: JSONValue) {
        switch assertion {
        case .never: report("is not allowed here")
        case .types(let types): checkTypes(types, value)
        case .oneOfValues(let values, let shown): checkIdentity(values, shown: shown, value)
        case .atLeast, .atMost, .above, .below, .multipleOf: checkNumber(assertion, value)
        case .minLength, .maxLength, .pattern: checkString(assertion, value)
        case .items, .minItems, .maxItems, .uniqueItems: checkArray(assertion, value)
        case .members, .required, .minProperties, .maxProperties, .dependentRequired: checkObject(assertion, value)
        case .ref(let node): apply(node, to: value)
        case .all(let nodes): for node in nodes { apply(node, to: value) }
        case .any(let nodes): checkAny(nodes, value)
        case .one(let nodes): checkOne(nodes, value)
        case .not(let node): checkNot(node, value)
        }
    }

    private mutating func checkAny(_ nodes: [Int], _ value: JSONValue) {
        var reasons: [JSONSchema.Violation] = []
        for node in nodes {
            guard let reason = trial(node, on: value) else { return }
            reasons.append(reason)
        }
        report("satisfies none of \(nodes.count) alternatives (\(Self.shown(reasons)))")
    }

    private mutating func checkOne(_ nodes: [Int], _ value: JSONValue) {
        var reasons: [JSONSchema.Violation] = []
        for node in nodes where !isExhausted {
            if let reason = trial(node, on: value) { reasons.append(reason) }
        }
        switch nodes.count - reasons.count {
        case 1: break
        case 0: report("satisfies none of \(nodes.count) alternatives (\(Self.shown(reasons)))")
        case let count: report("satisfies \(count) of \(nodes.count) alternatives, must satisfy exactly one")
        }
    }

    private mutating func checkNot(_ node: Int, _ value: JSONValue) {
        if trial(node, on: value) == nil { report("is of a shape that is not allowed here") }
    }

    /// Why each alternative was not it, the first three.
    private static func shown(_ reasons: [JSONSchema.Violation]) -> String {
        reasons.prefix(3).map(\.description).joined(separator: "; or ").shortened(to: 512)
    }

    /// Whether a pattern is found in a text, as far as the budget goes.
    mutating func finds(_ pattern: Pattern, in text: String) -> Bool { pattern.isFound(in: text, steps: &steps) }
}
