extension SchemaCheck {
    mutating func checkArray(_ assertion: SchemaAssertion, _ value: JSONValue) {
        guard case .array(let elements) = value else { return }
        switch assertion {
        case .items(let node):
            for (index, element) in elements.enumerated() { apply(node, to: element, at: String(index)) }
        case .minItems(let bound): if elements.count < bound { report("must have at least \(bound) elements") }
        case .maxItems(let bound): if elements.count > bound { report("must have at most \(bound) elements") }
        case .uniqueItems: checkUnique(elements)
        default: break
        }
    }

    private mutating func checkUnique(_ elements: [JSONValue]) {
        var seen: Set<JSONIdentity> = []
        for (index, element) in elements.enumerated() {
            let identity = JSONIdentity(element)
            spend(1 + identity.octets.count / 16)
            guard seen.insert(identity).inserted else {
                return report("is the same as an element before it", member: String(index))
            }
        }
    }

    mutating func checkObject(_ assertion: SchemaAssertion, _ value: JSONValue) {
        guard case .object(let members) = value else { return }
        switch assertion {
        case .members(let named, let others): checkMembers(members, named, others: others)
        case .required(let names): checkPresent(names, in: members)
        case .minProperties(let bound): if members.count < bound { report("must have at least \(bound) members") }
        case .maxProperties(let bound): if members.count > bound { report("must have at most \(bound) members") }
        case .dependentRequired(let dependents):
            for (name, names) in dependents.sorted(by: { $0.key < $1.key }) where members[name] != nil {
                checkPresent(names, in: members, beside: name)
            }
        default: break
        }
    }

    /// In order of their names, so that the same value always gives the same violations.
    private mutating func checkMembers(_ members: [String: JSONValue], _ named: [String: Int], others: Int?) {
        spend(members.count)
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            if let node = named[name] ?? others { apply(node, to: member, at: name) }
        }
    }

    private mutating func checkPresent(_ names: [String], in members: [String: JSONValue], beside name: String? = nil) {
        spend(names.count)
        for required in names where members[required] == nil {
            report(name.map { "is required beside \($0.quoted)" } ?? "is required", member: required)
        }
    }
}
