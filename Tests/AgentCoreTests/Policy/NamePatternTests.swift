import Testing

@testable import AgentCore

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("shell", "shell", true), ("shell", "shells", false), ("shell", "Shell", false), ("*", "", true), ("*", "x", true),
        ("a*", "a", true), ("a*", "ba", false), ("*a", "ba", true), ("a*a", "a", false), ("a*a", "aa", true),
        ("a*b*c", "aXbYc", true), ("a*b*c", "abc", true), ("a*b*c", "acb", false), ("*b*b*", "ab", false), ("**", "x", true),
        ("a*bc*c", "abcc", true), ("a*bc*c", "abc", false), ("e\u{301}", "é", false), ("", "", true), ("", "a", false),
    ])
    func matches(_ pattern: String, _ name: String, _ expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }

    /// Work grows with the lengths, not with their power.
    @Test func manyStarsCostLittle() {
        let pattern = NamePattern(String(repeating: "a*", count: 2000) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 4000)))
    }
}
