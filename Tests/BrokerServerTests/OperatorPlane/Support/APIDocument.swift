import BeckonWire
import Foundation
@testable import BrokerServer

/// The document that is served, and as much of JSON Schema as it uses. An object may have no member that its schema does not have.
struct APIDocument: Sendable {
    private let root: JSONValue

    init() throws {
        root = try WireJSON.decodeValue(from: PackageResources.openapi_json)
    }

    /// By name, such as `GET /v1/machines`.
    var operations: [String: JSONValue] {
        var operations: [String: JSONValue] = [:]
        for (path, item) in Self.object(root["paths"]) {
            for (method, operation) in Self.object(item) { operations["\(method.uppercased()) \(path)"] = operation }
        }
        return operations
    }

    func operations(tagged tag: String) -> Set<String> {
        Set(operations.filter { $0.value["tags"] == [.string(tag)] }.keys)
    }

    var schemas: Set<String> { Set(Self.object(root["components"]?["schemas"]).keys) }

    func schema(_ name: String) -> JSONValue? { root["components"]?["schemas"]?[name] }

    func members(of schema: String) -> Set<String>? {
        guard case .object(let members)? = self.schema(schema)?["properties"] else { return nil }
        return Set(members.keys)
    }

    func words(of schema: String) -> [String] { Self.array(self.schema(schema)?["enum"]).compactMap(\.stringValue) }

    /// Every schema that is referred to.
    var references: Set<String> { Self.references(in: root) }

    private static func references(in value: JSONValue) -> Set<String> {
        switch value {
        case .object(let members):
            let own = members["$ref"]?.stringValue.map { [name(of: $0)] } ?? []
            return members.values.reduce(into: Set(own)) { $0.formUnion(references(in: $1)) }
        case .array(let elements): return elements.reduce(into: []) { $0.formUnion(references(in: $1)) }
        default: return []
        }
    }

    /// What is wrong with a value, each with its place; empty where it fits.
    func faults(of value: JSONValue, as schema: String) -> [String] {
        guard let schema = self.schema(schema) else { return ["there is no schema \(schema)"] }
        return fit(value, schema, "")
    }

    private func fit(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        if let reference = schema["$ref"]?.stringValue {
            return self.faults(of: value, as: Self.name(of: reference)).map { place + " " + $0 }
        }
        if case .array(let choices)? = schema["oneOf"] {
            let fitting = choices.filter { fit(value, $0, place).isEmpty }
            return fitting.count == 1 ? [] : ["\(place) fits \(fitting.count) of \(choices.count)"]
        }
        var faults: [String] = []
        if let wanted = schema["const"], wanted != value { faults.append("\(place) is not \(wanted)") }
        if case .array(let choices)? = schema["enum"], !choices.contains(value) { faults.append("\(place) is not in the list") }
        switch (schema["type"]?.stringValue, value) {
        case (nil, _), ("boolean", .bool): break
        case ("object", .object(let members)): faults += self.faults(members, schema, place)
        case ("array", .array(let elements)):
            if let items = schema["items"] {
                faults += elements.enumerated().flatMap { fit($1, items, place + "/\($0)") }
            }
        case ("string", .string(let text)): faults += Self.faults(text, schema, place)
        case ("integer", .integer(let number)): faults += Self.faults(number, schema, place)
        default: faults.append("\(place) is not of type \(schema["type"]?.stringValue ?? "")")
        }
        return faults
    }

    private func faults(_ members: [String: JSONValue], _ schema: JSONValue, _ place: String) -> [String] {
        let properties = Self.object(schema["properties"])
        var faults = Self.array(schema["required"]).compactMap(\.stringValue).filter { members[$0] == nil }.map {
            "\(place)/\($0) is missing"
        }
        for (name, value) in members {
            if let property = properties[name] {
                faults += fit(value, property, "\(place)/\(name)")
            } else if let further = schema["additionalProperties"], further != true {
                faults += fit(value, further, "\(place)/\(name)")
                if let names = schema["propertyNames"] { faults += fit(.string(name), names, "\(place)/\(name)") }
            } else if schema["additionalProperties"] == nil, schema["properties"] != nil {
                faults.append("\(place)/\(name) is not in the schema")
            }
        }
        return faults
    }

    private static func faults(_ text: String, _ schema: JSONValue, _ place: String) -> [String] {
        if let pattern = schema["pattern"]?.stringValue, text.range(of: pattern, options: .regularExpression) == nil {
            return ["\(place) is not \(pattern)"]
        }
        if case .integer(let limit)? = schema["maxLength"], text.count > limit { return ["\(place) is too long"] }
        return []
    }

    private static func faults(_ number: Int64, _ schema: JSONValue, _ place: String) -> [String] {
        if case .integer(let least)? = schema["minimum"], number < least { return ["\(place) is too small"] }
        if case .integer(let most)? = schema["maximum"], number > most { return ["\(place) is too large"] }
        return []
    }

    private static func name(of reference: String) -> String { String(reference.split(separator: "/").last ?? "") }

    private static func object(_ value: JSONValue?) -> [String: JSONValue] {
        if case .object(let members)? = value { members } else { [:] }
    }

    private static func array(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let elements)? = value { elements } else { [] }
    }
}
