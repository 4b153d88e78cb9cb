import BeckonWire
import Testing

@Suite struct LabelsTests {
    @Test func keysAndValuesKeepToTheirGrammar() {
        for key in ["role", "a", "0", "site/rack", "k8s.io/name", String(repeating: "a", count: 63)] {
            #expect(Labels.isKey(key))
        }
        for key in ["", "Role", "-a", "a-", "a b", "fact.os", "a=b", "a,b", "é", String(repeating: "a", count: 64)] {
            #expect(!Labels.isKey(key), "\(key)")
        }
        for value in ["web", "Web-1", "a@b.c", "10.0.0.1:80", "+1", "/dev/sda"] { #expect(Labels.isValue(value)) }
        for value in ["", "a b", "a,b", "a=b", "(a)", "\"", "é", String(repeating: "a", count: 64)] {
            #expect(!Labels.isValue(value), "\(value)")
        }
    }

    @Test func aRefusalPointsAtTheLabel() throws {
        let error = try #require(throws: WireError.self) { try Labels.check(["role": "a b"], at: "/labels") }
        #expect(error.pointer == "/labels/role")
        let many = Dictionary(uniqueKeysWithValues: (0..<65).map { ("k\($0)", "v") })
        #expect(throws: WireError.self) { try Labels.check(many, at: "/labels") }
    }
}
