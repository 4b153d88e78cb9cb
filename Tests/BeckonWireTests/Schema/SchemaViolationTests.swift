import BeckonWire
import Testing

/// What a person is told, and that a check ends.
@Suite struct SchemaViolationTests {
    @Test func namesEveryPlace() throws {
        let schema = try JSONSchema(
            json(
                #"{"type":"object","properties":{"a/b":{"type":"array","items":{"type":"string"}},"n":{"maximum":5}},"#
                    + #""required":["command"],"additionalProperties":false}"#))
        let violations = try schema.violations(of: json(#"{"a/b":["x",1],"n":6,"other":1}"#))
        #expect(
            Set(violations.map(\.description)) == [
                "/a~1b/1 must be a string, is an integer", "/n must be at most 5", "/other is not allowed here",
                "/command is required",
            ])
    }

    @Test func namesTheWholeValue() throws {
        let violations = try JSONSchema(["type": "object"]).violations(of: [])
        #expect(violations.map(\.description) == ["the value must be an object, is an array"])
    }

    @Test func saysWhyNoAlternativeFits() throws {
        let schema = try JSONSchema(json(#"{"oneOf":[{"required":["command"]},{"required":["argv"]}]}"#))
        let message = try #require(schema.violations(of: [:]).first?.message)
        #expect(message == "satisfies none of 2 alternatives (/command is required; or /argv is required)")
    }

    @Test func stopsAtTheLimit() throws {
        let schema = try JSONSchema(["items": false])
        let value = JSONValue.array(Array(repeating: 1, count: 100))
        #expect(schema.violations(of: value).count == 8)
        #expect(schema.violations(of: value, limit: 3).count == 3)
    }

    @Test func messagesHoldNoControlCharactersAndStayShort() throws {
        let name = String(repeating: "\u{1B}[31m", count: 1000)
        let schema = try JSONSchema(["enum": [.string(name)], "dependentRequired": [name: ["x"]]])
        let told = schema.violations(of: [name: 1]).map(\.message) + schema.violations(of: "x").map(\.message)
        for message in told {
            #expect(message.count < 1000)
            #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        }
    }

    /// Each level asks both alternatives of the next, 2^depth in all.
    @Test func exponentialSchemasAreGivenUp() throws {
        let schema = try JSONSchema(
            json(
                ##"{"$ref":"#/$defs/t","$defs":{"t":{"anyOf":[{"items":{"$ref":"#/$defs/t"},"minItems":1},"##
                    + ##"{"items":{"$ref":"#/$defs/t"},"minItems":1}]}}}"##))
        var value: JSONValue = []
        for _ in 0..<50 { value = [value] }
        let violations = schema.violations(of: value)
        #expect(violations.count == 1)
        #expect(violations.first?.message.contains("given up") == true)
    }

    @Test func givingUpIsNeverTakenForSatisfied() throws {
        let schema = try JSONSchema(json(##"{"not":{"not":{"pattern":"(a|b|ab)*c"}}}"##))
        let value = JSONValue.string(String(repeating: "ab", count: 400_000))
        #expect(schema.violations(of: value).first?.message.contains("given up") == true)
    }

    @Test func deepValuesEnd() throws {
        let schema = try JSONSchema(json(##"{"$ref":"#/$defs/t","$defs":{"t":{"items":{"$ref":"#/$defs/t"}}}}"##))
        var value: JSONValue = []
        for _ in 0..<2000 { value = [value] }
        #expect(schema.violations(of: value).first?.message.contains("given up") == true)
    }
}
