import BeckonWire
import Testing

/// Each keyword with a value that satisfies it and one that does not.
@Suite struct SchemaKeywordTests {
    struct Case: Sendable, CustomStringConvertible {
        let schema: String
        let good: [String]
        let bad: [String]
        init(_ schema: String, good: [String], bad: [String]) {
            self.schema = schema
            self.good = good
            self.bad = bad
        }
        var description: String { schema }
    }

    static let cases: [Case] = [
        Case("true", good: ["1", "null", "{}"], bad: []),
        Case("{}", good: ["1", "[]"], bad: []),
        Case("false", good: [], bad: ["1", "null", "{}"]),
        Case(#"{"type":"null"}"#, good: ["null"], bad: ["0", "false", #""""#]),
        Case(#"{"type":"boolean"}"#, good: ["true", "false"], bad: ["0", #""true""#]),
        Case(#"{"type":"integer"}"#, good: ["1", "-1", "1.0", "1e3", "1e300"], bad: ["1.5", #""1""#, "true"]),
        Case(#"{"type":"number"}"#, good: ["1", "1.5", "-0.0"], bad: [#""1""#, "null"]),
        Case(#"{"type":["string","null"]}"#, good: [#""a""#, "null"], bad: ["1"]),
        Case(
            #"{"enum":["a",1,null,{"b":[2]}]}"#, good: [#""a""#, "1", "1.0", "null", #"{"b":[2]}"#], bad: [#""b""#, "2", "{}"]),
        Case(#"{"enum":[]}"#, good: [], bad: ["1"]),
        Case(#"{"enum":["caf\u00e9"]}"#, good: [#""caf\u00e9""#], bad: [#""cafe\u0301""#]),
        Case(#"{"const":{"a":1,"b":2}}"#, good: [#"{"b":2,"a":1.0}"#], bad: [#"{"a":1}"#, "false"]),
        Case(#"{"const":false}"#, good: ["false"], bad: ["0", "null"]),
        Case(#"{"minimum":3}"#, good: ["3", "3.5", #""x""#], bad: ["2", "2.999"]),
        Case(#"{"minimum":2.5}"#, good: ["3", "2.5", "1e300"], bad: ["2", "-1e300"]),
        Case(#"{"maximum":3}"#, good: ["3", "-1e300"], bad: ["4", "3.1"]),
        Case(#"{"exclusiveMinimum":3}"#, good: ["4", "3.1"], bad: ["3", "3.0"]),
        Case(#"{"exclusiveMaximum":9223372036854775808}"#, good: ["9223372036854775807"], bad: ["9223372036854775808", "1e30"]),
        Case(#"{"maximum":9007199254740992.5}"#, good: ["9007199254740992"], bad: ["9007199254740993"]),
        Case(#"{"multipleOf":3}"#, good: ["0", "9", "-3", "9.0"], bad: ["10", "1.5"]),
        Case(#"{"minLength":2}"#, good: [#""ab""#, #""👍🏽""#, "1"], bad: [#""a""#, #""é""#]),
        Case(#"{"maxLength":1}"#, good: [#""a""#, #""😀""#, #""""#], bad: [#""ab""#, #""👍🏽""#, #""\r\n""#]),
        Case(#"{"pattern":"^/"}"#, good: [#""/etc""#, "1"], bad: [#""etc""#, #""""#]),
        Case(#"{"items":{"type":"string"}}"#, good: ["[]", #"["a"]"#, "1"], bad: ["[1]", #"["a",1]"#]),
        Case(#"{"items":false}"#, good: ["[]"], bad: ["[1]"]),
        Case(#"{"minItems":2}"#, good: ["[1,2]", "{}"], bad: ["[1]"]),
        Case(#"{"maxItems":1}"#, good: ["[1]"], bad: ["[1,2]"]),
        Case(
            #"{"uniqueItems":true}"#, good: ["[1,\"1\",2]", "[[1,2],[2,1]]", "[0,false]"],
            bad: ["[1,2,1.0]", #"[{"a":1,"b":2},{"b":2,"a":1}]"#]),
        Case(#"{"uniqueItems":false}"#, good: ["[1,1]"], bad: []),
        Case(#"{"properties":{"a":{"type":"string"}}}"#, good: ["{}", #"{"a":"x","b":1}"#, "[]"], bad: [#"{"a":1}"#]),
        Case(#"{"required":["a"]}"#, good: [#"{"a":null}"#, "1"], bad: ["{}", #"{"b":1}"#]),
        Case(
            #"{"properties":{"a":true},"additionalProperties":false}"#, good: ["{}", #"{"a":1}"#],
            bad: [#"{"b":1}"#, #"{"a":1,"b":1}"#]),
        Case(#"{"additionalProperties":{"type":"string"}}"#, good: [#"{"a":"x"}"#], bad: [#"{"a":1}"#]),
        Case(#"{"minProperties":1}"#, good: [#"{"a":1}"#], bad: ["{}"]),
        Case(#"{"maxProperties":1}"#, good: ["{}"], bad: [#"{"a":1,"b":1}"#]),
        Case(#"{"dependentRequired":{"a":["b"]}}"#, good: ["{}", #"{"a":1,"b":1}"#, #"{"b":1}"#], bad: [#"{"a":1}"#]),
        Case(##"{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"string"}}}"##, good: [#""x""#], bad: ["1"]),
        Case(##"{"$ref":"#/$defs/s","minLength":2,"$defs":{"s":{"type":"string"}}}"##, good: [#""xx""#], bad: [#""x""#, "1"]),
        Case(#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, good: ["1", "2"], bad: ["0", "3"]),
        Case(#"{"anyOf":[{"type":"string"},{"minimum":5}]}"#, good: [#""x""#, "5"], bad: ["4"]),
        Case(#"{"oneOf":[{"multipleOf":2},{"multipleOf":3}]}"#, good: ["2", "3"], bad: ["1", "6"]),
        Case(#"{"not":{"type":"string"}}"#, good: ["1"], bad: [#""x""#]),
        Case(
            ##"{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"array","items":{"$ref":"#/$defs/tree"}}}}"##,
            good: ["[]", "[[],[[]]]"], bad: ["[[],[1]]"]),
        Case(
            #"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:x","$comment":"c","title":"t","description":"d","#
                + #""default":1,"examples":[1],"deprecated":false,"readOnly":true,"writeOnly":false,"format":"email"}"#,
            good: ["1", #""no address""#], bad: []),
    ]

    @Test(arguments: cases) func acceptsAndRefuses(_ example: Case) throws {
        let schema = try JSONSchema(json(example.schema))
        for value in example.good { #expect(try schema.violations(of: json(value)).isEmpty, "\(value)") }
        for value in example.bad { #expect(try !schema.violations(of: json(value)).isEmpty, "\(value)") }
    }

    @Test func everyKeywordHasACase() {
        let all = Self.cases.map(\.schema).joined()
        for keyword in SchemaKeyword.allCases { #expect(all.contains("\"\(keyword.rawValue)\":"), "\(keyword)") }
    }

    @Test func documentListsExactlyTheseKeywords() throws {
        let documented = try ProjectFile.rows(of: "docs/executor-schemas.md", under: "## Keywords").compactMap(\.first)
        #expect(documented == SchemaKeyword.allCases.map { "`\($0.rawValue)`" })
    }

    @Test func documentListsTheBounds() throws {
        let documented = try ProjectFile.rows(of: "docs/executor-schemas.md", under: "## Bounds").compactMap(\.last)
        typealias Limits = JSONSchema.Limits
        let bounds = ["\(Bounds.schema) octets"]
        let numbers = [Limits.depth, Limits.subschemas, Limits.chain, Limits.pattern, Limits.patternStates, Limits.steps]
        #expect(documented == bounds + numbers.map(String.init))
    }
}

/// A test's JSON text.
func json(_ text: String) throws -> JSONValue { try WireJSON.decodeValue(from: text.utf8) }
