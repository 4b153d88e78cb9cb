extension SchemaCheck {
    mutating func checkTypes(_ types: [SchemaType], _ value: JSONValue) {
        let type = SchemaType(of: value)
        guard !types.contains(where: { $0.includes(type) }) else { return }
        report("must be \(types.map(\.noun).joined(separator: " or ")), is \(type.noun)")
    }

    mutating func checkIdentity(_ values: Set<JSONIdentity>, shown: String, _ value: JSONValue) {
        let identity = JSONIdentity(value)
        spend(identity.octets.count / 16)
        if !values.contains(identity) { report("must be \(values.count == 1 ? "" : "one of ")\(shown)") }
    }

    mutating func checkNumber(_ assertion: SchemaAssertion, _ value: JSONValue) {
        guard let number = JSONNumber(value) else { return }
        switch assertion {
        case .atLeast(let bound): if number < bound { report("must be at least \(bound)") }
        case .atMost(let bound): if number > bound { report("must be at most \(bound)") }
        case .above(let bound): if number <= bound { report("must be more than \(bound)") }
        case .below(let bound): if number >= bound { report("must be less than \(bound)") }
        case .multipleOf(let divisor): if !number.isMultiple(of: divisor) { report("must be a multiple of \(divisor)") }
        default: break
        }
    }

    /// Lengths are in code points, as JSON Schema counts them.
    mutating func checkString(_ assertion: SchemaAssertion, _ value: JSONValue) {
        guard case .string(let text) = value else { return }
        spend(text.utf8.count / 16)
        switch assertion {
        case .minLength(let bound): if text.unicodeScalars.count < bound { report("must have at least \(bound) characters") }
        case .maxLength(let bound): if text.unicodeScalars.count > bound { report("must have at most \(bound) characters") }
        case .pattern(let pattern): if !finds(pattern, in: text) { report("must match the pattern \(pattern.text.quoted)") }
        default: break
        }
    }
}
