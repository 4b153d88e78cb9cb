import BeckonWire
import Testing

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("web-[0-9]+", "web-17", true), ("web-[0-9]+", "my-web-17", false), ("web-[0-9]+", "web-17-old", false),
        ("web|db", "web", true), ("web|db", "db", true), ("web|db", "dbx", false), ("web|db", "xweb", false),
        ("^web$", "web", true), (".*", "anything", true), ("", "web", false), ("(a|b)c", "bc", true), ("a|", "b", false),
    ])
    func matchesTheWholeName(_ pattern: String, _ name: String, _ isTaken: Bool) throws {
        #expect(try NamePattern(pattern).matches(name) == isTaken)
    }

    /// Closing the parentheses that anchor it would let every name in.
    @Test(arguments: ["a)|(b", ")", "(", "a)(?:b", "(?=a)", "(a)\\1", "[", "a{2000}"])
    func whatIsNoPatternByItselfIsRefused(_ pattern: String) {
        #expect(throws: WireError.self) { try NamePattern(pattern) }
    }

    @Test func aHostilePatternTakesNoLongerThanAnother() throws {
        let name = String(repeating: "a", count: 62) + "b"
        #expect(try !NamePattern("(?:a?){30}(?:(?:a+)+)+c").matches(name))
    }
}
