import Testing

/// docs/security.md names the test that shows each of its claims.
@Suite struct SecurityDocumentTests {
    @Test func everyTestThatIsNamedExists() throws {
        let page = try House.text(of: "docs/security.md")
        let named = page.matches(of: /`(Tests\/[^`]+)` › “([^”]+)”/)
        #expect(named.count > 20)
        for match in named {
            let (file, name) = (String(match.output.1), String(match.output.2))
            let source = try? House.text(of: file)
            #expect(source?.contains(name) == true, "\(file) has no test “\(name)”")
        }
        // What claims a test in another form is not checked.
        #expect(page.split(separator: "`Tests/").count - 1 == named.count + 1, "a test is named in another form")
    }
}
