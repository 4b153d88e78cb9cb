package import BeckonWire

/// The help page of an executor, made from its schema; escaped.
package struct ExecutorPage: Sendable {
    private let view: ExecutorView
    private let required: Set<String>
    private let properties: [(name: String, schema: JSONValue)]

    package init(_ view: ExecutorView) {
        self.view = view
        let schema = view.executor.parameters
        if case .array(let names)? = schema["required"] { required = Set(names.compactMap(\.stringValue)) } else { required = [] }
        if case .object(let members)? = schema["properties"] {
            // What must be given comes first.
            let required = required
            properties = members.map { ($0.key, $0.value) }.sorted { left, right in
                (required.contains(left.0) ? 0 : 1, left.0) < (required.contains(right.0) ? 0 : 1, right.0)
            }
        } else {
            properties = []
        }
    }

    package var lines: [String] {
        let executor = view.executor
        var lines = ["\(executor.name) \(executor.version): \(executor.summary)".safe]
        lines.append("registered by \(view.machines) \(view.machines == 1 ? "machine" : "machines")")
        lines += ["", "parameters:"] + (properties.isEmpty ? ["  none"] : properties.map(line))
        lines += ["", "example:", "  " + example]
        if properties.contains(where: { $0.name == "argv" }) {
            lines.append("  beckon run --on MACHINE \(executor.name.safe) -- WORD...")
        }
        return lines + [""]
    }

    private func line(_ property: (name: String, schema: JSONValue)) -> String {
        let schema = property.schema
        var line = "  \(property.name.safe) (\(Self.type(of: schema).safe)"
        if required.contains(property.name) { line += ", required" }
        if let value = schema["default"] { line += ", default \(Self.json(value).safe)" }
        line += ")"
        if let text = schema["description"]?.stringValue { line += "  \(text.safe)" }
        if case .array(let choices)? = schema["enum"] {
            line += "  one of " + choices.map { Self.json($0).safe }.joined(separator: ", ")
        }
        return line
    }

    private var example: String {
        let given = properties.filter { required.contains($0.name) }
        let shown = given.isEmpty ? Array(properties.filter { $0.name != "argv" }.prefix(1)) : given
        let words = shown.map { Self.quoted("\($0.name)=\(Self.sample($0.schema))".safe) }
        return (["beckon", "run", "--on", "MACHINE", view.executor.name.safe] + words).joined(separator: " ")
    }

    private static func type(of schema: JSONValue) -> String {
        switch schema["type"] {
        case .string("array")?: "list of " + type(of: schema["items"] ?? [:])
        case .string(let type)?: type
        case .array(let types)?: types.compactMap(\.stringValue).joined(separator: " or ")
        default: "any"
        }
    }

    private static func sample(_ schema: JSONValue) -> String {
        if case .array(let examples)? = schema["examples"], let first = examples.first { return text(first) }
        if let value = schema["default"] { return text(value) }
        if case .array(let choices)? = schema["enum"], let first = choices.first { return text(first) }
        return switch type(of: schema) {
        case "integer": "1"
        case "number": "1.5"
        case "boolean": "true"
        case "object": "{}"
        default: "TEXT"
        }
    }

    private static func text(_ value: JSONValue) -> String { value.stringValue ?? json(value) }

    private static func json(_ value: JSONValue) -> String { String(decoding: WireJSON.encode(value), as: UTF8.self) }

    /// For a POSIX shell.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { octet in
            Character(Unicode.Scalar(octet)).isLetter || Character(Unicode.Scalar(octet)).isNumber
                || "=-_./,:".utf8.contains(octet)
        }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

extension String {
    fileprivate var safe: String { TerminalText.escaped(self) }
}
