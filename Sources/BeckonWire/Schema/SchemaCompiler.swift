/// Turns a document into nodes, and refuses what is not supported with the pointer to it.
///
/// Recursion is bounded by the document's depth, which `JSONSchema` has checked.
struct SchemaCompiler {
    private var nodes: [SchemaNode] = []
    /// Where each of `$defs` is, known before the first `$ref` is read.
    private var definitions: [String: Int] = [:]
    private var patternStates = JSONSchema.Limits.patternStates

    /// The root is node 0.
    mutating func compile(_ document: JSONValue) throws(WireError) -> [SchemaNode] {
        let root = try reserve(at: "")
        let schemas = try definitionSchemas(of: document)
        for (name, _) in schemas { definitions[name] = try reserve(at: "/$defs/" + JSONPointer.escaped(name)) }
        try fill(root, from: document, at: "", isRoot: true)
        for (name, schema) in schemas {
            guard let node = definitions[name] else { continue }
            try fill(node, from: schema, at: "/$defs/" + JSONPointer.escaped(name))
        }
        try SchemaChains.check(nodes)
        return nodes
    }

    private func definitionSchemas(of document: JSONValue) throws(WireError) -> [(String, JSONValue)] {
        guard let definitions = document[SchemaKeyword.defs.rawValue] else { return [] }
        return try SchemaOperand(definitions, .defs, at: "/$defs").members()
    }

    private mutating func reserve(at pointer: String) throws(WireError) -> Int {
        guard nodes.count < JSONSchema.Limits.subschemas else {
            throw WireError("more than \(JSONSchema.Limits.subschemas) schemas within the schema", at: pointer)
        }
        nodes.append(SchemaNode())
        return nodes.count - 1
    }

    private mutating func node(_ schema: JSONValue, at pointer: String) throws(WireError) -> Int {
        let node = try reserve(at: pointer)
        try fill(node, from: schema, at: pointer)
        return node
    }

    private mutating func subschemas(of operand: SchemaOperand) throws(WireError) -> [Int] {
        var nodes: [Int] = []
        for (index, schema) in try operand.elements().enumerated() {
            nodes.append(try node(schema, at: "\(operand.pointer)/\(index)"))
        }
        guard !nodes.isEmpty else { throw operand.refusal("must not be empty") }
        return nodes
    }

    private mutating func fill(
        _ node: Int, from schema: JSONValue, at pointer: String, isRoot: Bool = false
    ) throws(WireError) {
        switch schema {
        case .bool(true): break
        case .bool(false): nodes[node].assertions = [.never]
        case .object(let members): nodes[node].assertions = try assertions(of: members, at: pointer, isRoot: isRoot)
        default: throw WireError("a schema must be an object, true or false", at: pointer)
        }
    }

    private mutating func assertions(
        of members: [String: JSONValue], at pointer: String, isRoot: Bool
    ) throws(WireError) -> [SchemaAssertion] {
        var assertions: [SchemaAssertion] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let place = pointer + "/" + JSONPointer.escaped(name)
            guard let keyword = SchemaKeyword(rawValue: name) else {
                throw WireError("the keyword \(name.quoted) is not supported", at: place)
            }
            guard isRoot || !keyword.isRootOnly else {
                throw WireError("the keyword \(name.quoted) is supported in the outermost schema only", at: place)
            }
            if let assertion = try assertion(SchemaOperand(value, keyword, at: place), beside: members) {
                assertions.append(assertion)
            }
        }
        return assertions
    }

    /// What a keyword demands, or nil for an annotation.
    private mutating func assertion(
        _ operand: SchemaOperand, beside members: [String: JSONValue]
    ) throws(WireError) -> SchemaAssertion? {
        switch operand.keyword {
        case .type: .types(try operand.types())
        case .enum: enumeration(try operand.elements())
        case .const: .oneOfValues([JSONIdentity(operand.value)], shown: operand.value.shown)
        case .minimum: .atLeast(try operand.number())
        case .maximum: .atMost(try operand.number())
        case .exclusiveMinimum: .above(try operand.number())
        case .exclusiveMaximum: .below(try operand.number())
        case .multipleOf: .multipleOf(try operand.divisor())
        case .minLength: .minLength(try operand.count())
        case .maxLength: .maxLength(try operand.count())
        case .pattern: .pattern(try pattern(operand))
        case .items: .items(try node(operand.value, at: operand.pointer))
        case .minItems: .minItems(try operand.count())
        case .maxItems: .maxItems(try operand.count())
        case .uniqueItems: try operand.flag() ? .uniqueItems : nil
        case .properties: try self.members(operand, beside: members)
        case .additionalProperties: try others(operand, beside: members)
        case .required: .required(try operand.names())
        case .minProperties: .minProperties(try operand.count())
        case .maxProperties: .maxProperties(try operand.count())
        case .dependentRequired: .dependentRequired(try operand.namesByName())
        case .ref: .ref(try definition(operand))
        case .allOf: .all(try subschemas(of: operand))
        case .anyOf: .any(try subschemas(of: operand))
        case .oneOf: .one(try subschemas(of: operand))
        case .not: .not(try node(operand.value, at: operand.pointer))
        case .schema: try operand.dialect()
        case .id, .title, .description, .format, .comment: try operand.annotation { try? $0.text() }
        case .deprecated, .readOnly, .writeOnly: try operand.annotation { try? $0.flag() }
        case .examples: try operand.annotation { try? $0.elements() }
        case .default, .defs: nil
        }
    }
}

extension SchemaCompiler {
    private func enumeration(_ values: [JSONValue]) -> SchemaAssertion {
        let shown = values.prefix(16).map(\.shown).joined(separator: ", ").shortened(to: 256)
        return .oneOfValues(Set(values.map(JSONIdentity.init)), shown: shown)
    }

    /// `properties` with the `additionalProperties` beside it: which members are others depends on which are named.
    private mutating func members(
        _ operand: SchemaOperand, beside members: [String: JSONValue]
    ) throws(WireError) -> SchemaAssertion {
        var named: [String: Int] = [:]
        for (name, schema) in try operand.members() {
            named[name] = try node(schema, at: operand.pointer + "/" + JSONPointer.escaped(name))
        }
        var others: Int?
        if let schema = members[SchemaKeyword.additionalProperties.rawValue] {
            let parent = operand.pointer.dropLast(SchemaKeyword.properties.rawValue.count)
            others = try node(schema, at: parent + SchemaKeyword.additionalProperties.rawValue)
        }
        return .members(named, others: others)
    }

    private mutating func others(
        _ operand: SchemaOperand, beside members: [String: JSONValue]
    ) throws(WireError) -> SchemaAssertion? {
        guard members[SchemaKeyword.properties.rawValue] == nil else { return nil }
        return .members([:], others: try node(operand.value, at: operand.pointer))
    }

    /// `#/$defs/NAME`, and nothing else: no remote schema is ever fetched.
    private func definition(_ operand: SchemaOperand) throws(WireError) -> Int {
        let text = try operand.text()
        let prefix = "#/$defs/"
        guard text.hasPrefix(prefix), !text.dropFirst(prefix.count).contains(where: { $0 == "/" || $0 == "%" }) else {
            throw operand.refusal("must be #/$defs/NAME: other references are not supported")
        }
        let name = text.dropFirst(prefix.count).replacing("~1", with: "/").replacing("~0", with: "~")
        guard let node = definitions[String(name)] else {
            throw operand.refusal("names nothing in $defs: \(String(name).quoted)")
        }
        return node
    }

    private mutating func pattern(_ operand: SchemaOperand) throws(WireError) -> Pattern {
        let text = try operand.text()
        do {
            let pattern = try Pattern(text, states: patternStates)
            patternStates -= pattern.states
            return pattern
        } catch {
            throw WireError("pattern: \(error.message)", at: operand.pointer)
        }
    }
}
