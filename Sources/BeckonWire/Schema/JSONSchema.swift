/// A JSON Schema, compiled: the shape that an executor's parameters or result must have.
///
/// The supported part of JSON Schema 2020-12 is `SchemaKeyword`, and docs/executor-schemas.md describes it. What is outside of
/// it is refused here, at registration, never ignored: a keyword that an author relied on and nobody checked would be a hole.
///
/// Schemas come from machines and values from operators, so both are hostile until shown otherwise. Everything is bounded
/// (`Limits`): compiling is linear in the text, a check spends at most a fixed number of steps.
package struct JSONSchema: Sendable {
    /// The schema as it was registered.
    package let document: JSONValue
    /// All subschemas; they refer to each other by index, so that a recursive schema needs no reference cycle.
    let nodes: [SchemaNode]

    package enum Limits {
        /// Levels of arrays and objects in the document.
        package static let depth = 32
        /// Schemas within the schema, the whole one included.
        package static let subschemas = 4096
        /// `$ref`, `allOf`, `anyOf`, `oneOf` and `not` within each other without going deeper into the value.
        package static let chain = 32
        /// States of all patterns together, after `{m,n}` is written out.
        package static let patternStates = 10_000
        /// States of one pattern.
        package static let pattern = Pattern.maximumStates
        /// Steps of one check: a schema applied to a value, a member or element looked at, a state of a pattern at a character.
        package static let steps = 2_000_000
        /// Schemas applied within each other; bounds the stack.
        package static let nesting = 1024
    }

    /// Compiles `document`. The error's pointer leads into it, and its message names the keyword concerned.
    package init(_ document: JSONValue) throws(WireError) {
        guard document.isNestedAtMost(Limits.depth) else { throw WireError("nested deeper than \(Limits.depth)") }
        guard WireJSON.encode(document).count <= Bounds.schema else {
            throw WireError("larger than \(Bounds.schema) octets of JSON")
        }
        self.document = document
        var compiler = SchemaCompiler()
        nodes = try compiler.compile(document)
    }

    /// What is wrong with `value`, nothing where it satisfies the schema. Stops after `limit` of them.
    package func violations(of value: JSONValue, limit: Int = 8) -> [Violation] {
        var check = SchemaCheck(nodes: nodes, limit: limit)
        return check.run(on: value)
    }
}

extension JSONValue {
    /// Looks no deeper than `levels`, so that it is safe on a value of any depth.
    fileprivate func isNestedAtMost(_ levels: Int) -> Bool {
        switch self {
        case .array(let elements): levels > 0 && elements.allSatisfy { $0.isNestedAtMost(levels - 1) }
        case .object(let members): levels > 0 && members.values.allSatisfy { $0.isNestedAtMost(levels - 1) }
        case .null, .bool, .integer, .number, .string: true
        }
    }
}
