import BeckonWire
import Testing

/// What a schema may not be, each with the place that is named.
@Suite struct SchemaRefusalTests {
    static let refused: [(schema: String, pointer: String, says: String)] = [
        (#"{"properties":{"a":{"contains":{}}}}"#, "/properties/a/contains", "\"contains\" is not supported"),
        (#"{"if":{}}"#, "/if", "\"if\" is not supported"),
        (#"{"prefixItems":[]}"#, "/prefixItems", "not supported"),
        (#"{"Type":"string"}"#, "/Type", "not supported"),
        (#"{"a/b~c":1}"#, "/a~1b~0c", "not supported"),
        ("1", "", "an object, true or false"),
        (#"{"items":[{}]}"#, "/items", "an object, true or false"),
        (#"{"type":"text"}"#, "/type", "null, boolean"),
        (#"{"type":[]}"#, "/type", "one or several"),
        (#"{"minLength":-1}"#, "/minLength", "0 or more"),
        (#"{"minLength":1.5}"#, "/minLength", "0 or more"),
        (#"{"minItems":1e300}"#, "/minItems", "0 or more"),
        (#"{"minimum":"1"}"#, "/minimum", "a number"),
        (#"{"exclusiveMinimum":true}"#, "/exclusiveMinimum", "a number"),
        (#"{"multipleOf":0}"#, "/multipleOf", "1 or more"),
        (#"{"multipleOf":0.5}"#, "/multipleOf", "1 or more"),
        (#"{"required":"a"}"#, "/required", "array of names"),
        (#"{"required":[1]}"#, "/required", "array of names"),
        (#"{"dependentRequired":{"a":"b"}}"#, "/dependentRequired", "arrays of names"),
        (#"{"uniqueItems":1}"#, "/uniqueItems", "true or false"),
        (#"{"enum":1}"#, "/enum", "an array"),
        (#"{"anyOf":[]}"#, "/anyOf", "must not be empty"),
        (#"{"anyOf":{}}"#, "/anyOf", "an array"),
        (#"{"allOf":[{"anyOf":[1]}]}"#, "/allOf/0/anyOf/0", "an object, true or false"),
        (#"{"$ref":"https://example.com/s"}"#, "/$ref", "#/$defs/NAME"),
        (##"{"$ref":"#"}"##, "/$ref", "#/$defs/NAME"),
        (##"{"$ref":"#/$defs/a/items","$defs":{"a":{"items":{}}}}"##, "/$ref", "#/$defs/NAME"),
        (##"{"$ref":"#/$defs/b","$defs":{"a":{}}}"##, "/$ref", "nothing in $defs"),
        (#"{"$defs":{"a":{"x":1}}}"#, "/$defs/a/x", "not supported"),
        (#"{"items":{"$defs":{}}}"#, "/items/$defs", "outermost"),
        (#"{"items":{"$id":"x"}}"#, "/items/$id", "outermost"),
        (#"{"$schema":"http://json-schema.org/draft-07/schema#"}"#, "/$schema", "2020-12"),
        (#"{"title":1}"#, "/title", "form"),
        (#"{"deprecated":"yes"}"#, "/deprecated", "form"),
        (#"{"pattern":"(a"}"#, "/pattern", "without its )"),
        (##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}"##, "", "lead to themselves"),
        (
            ##"{"$defs":{"a":{"anyOf":[{"not":{"$ref":"#/$defs/b"}}]},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}}"##, "",
            "lead to themselves"
        ),
    ]

    @Test(arguments: refused) func refusesWithThePlace(_ schema: String, _ pointer: String, _ says: String) throws {
        let document = try json(schema)
        let error = try #require(throws: WireError.self) { try JSONSchema(document) }
        #expect(error.pointer == pointer)
        #expect(error.message.contains(says), "\(error.message)")
    }

    @Test func refusesWhatIsTooLarge() throws {
        let text = String(repeating: "x", count: 65_000)
        _ = try JSONSchema(["title": .string(text)])
        #expect(throws: WireError.self) { try JSONSchema(["title": .string(text + text)]) }
    }

    @Test func refusesWhatIsTooDeep() throws {
        var schema: JSONValue = [:]
        for _ in 0..<31 { schema = ["items": schema] }
        _ = try JSONSchema(schema)
        schema = ["items": schema]
        #expect(throws: WireError("nested deeper than 32")) { try JSONSchema(schema) }
    }

    @Test func refusesTooManySchemas() throws {
        let schema: JSONValue = ["anyOf": .array(Array(repeating: true, count: 4095))]
        _ = try JSONSchema(schema)
        let larger: JSONValue = ["anyOf": .array(Array(repeating: true, count: 4096))]
        #expect(throws: WireError.self) { try JSONSchema(larger) }
    }

    @Test func refusesTooLongChains() throws {
        func chain(_ length: Int) -> JSONValue {
            var definitions: [String: JSONValue] = ["d\(length)": true]
            for index in 0..<length { definitions["d\(index)"] = ["$ref": .string("#/$defs/d\(index + 1)")] }
            return ["$defs": .object(definitions)]
        }
        _ = try JSONSchema(chain(31))
        #expect(throws: WireError.self) { try JSONSchema(chain(33)) }
        #expect(throws: WireError.self) { try JSONSchema(chain(2000)) }
    }

    @Test func refusesPatternsThatAreTooLargeTogether() throws {
        let pattern: JSONValue = ["pattern": "a{900}"]
        _ = try JSONSchema(["allOf": .array(Array(repeating: pattern, count: 11))])
        #expect(throws: WireError.self) { try JSONSchema(["allOf": .array(Array(repeating: pattern, count: 12))]) }
    }
}
