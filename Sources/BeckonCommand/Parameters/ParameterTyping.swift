package import BeckonWire

/// Gives parameters the types that an executor's schema asks for. The broker validates them: this only tells `5` from `"5"`.
package struct ParameterTyping: Sendable {
    private let executor: String
    private let properties: [String: JSONValue]
    private let isOpen: Bool

    /// - Parameter schema: the executor's parameters, a JSON Schema.
    package init(executor: String, schema: JSONValue) {
        self.executor = executor
        if case .object(let properties)? = schema["properties"] { self.properties = properties } else { properties = [:] }
        isOpen = schema["additionalProperties"] != .bool(false)
    }

    /// Repeating a parameter makes a list of it, where the schema has a list.
    package func object(of arguments: [ParameterArgument]) throws -> [String: JSONValue] {
        var object: [String: JSONValue] = [:]
        for argument in arguments {
            let value = try typed(argument)
            switch (object[argument.key], value) {
            case (nil, _): object[argument.key] = value
            case (.array(let former)?, .array(let further)): object[argument.key] = .array(former + further)
            default: throw CommandFailure.usage("the parameter \(argument.key) is given twice")
            }
        }
        return object
    }

    private func typed(_ argument: ParameterArgument) throws -> JSONValue {
        guard let schema = properties[argument.key] else {
            guard isOpen else {
                throw CommandFailure.usage(
                    "\(executor) has no parameter \(argument.key)",
                    hint: "it takes: \(properties.keys.sorted().joined(separator: ", "))")
            }
            return .string(argument.value)
        }
        let types = Self.types(of: schema)
        for type in types {
            if let value = Self.value(argument.value, as: type, schema) { return value }
        }
        let expected = types.joined(separator: " or ")
        throw CommandFailure.usage("the parameter \(argument.key) of \(executor) is not of type \(expected): \(argument.value)")
    }

    /// The types in the order in which they are tried: a string is whatever nothing else is.
    private static func types(of schema: JSONValue) -> [String] {
        let types: [String] =
            switch schema["type"] {
            case .string(let type)?: [type]
            case .array(let types)?: types.compactMap(\.stringValue)
            default: ["string"]
            }
        return types.filter { $0 != "string" } + types.filter { $0 == "string" }
    }

    private static func value(_ text: String, as type: String, _ schema: JSONValue) -> JSONValue? {
        switch type {
        case "string": .string(text)
        case "integer": Int64(text).map { .integer($0) }
        case "number": Int64(text).map { .integer($0) } ?? Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        case "boolean": text == "true" ? true : text == "false" ? false : nil
        case "null": text == "null" ? .null : nil
        case "array": array(text, schema["items"] ?? [:])
        case "object": json(text) { if case .object = $0 { true } else { false } }
        default: nil
        }
    }

    /// `["a","b"]`, or one element as it stands.
    private static func array(_ text: String, _ items: JSONValue) -> JSONValue? {
        if text.hasPrefix("["), let array = json(text, { if case .array = $0 { true } else { false } }) { return array }
        for type in types(of: items) where type != "array" {
            if let element = value(text, as: type, items) { return .array([element]) }
        }
        return nil
    }

    private static func json(_ text: String, _ isExpected: (JSONValue) -> Bool) -> JSONValue? {
        guard let value = try? WireJSON.decodeValue(from: text.utf8), isExpected(value) else { return nil }
        return value
    }
}
