import Testing

@testable import BeckonWire

@Suite struct PatternTests {
    static let matches: [(pattern: String, found: [String], absent: [String])] = [
        ("", ["", "a"], []),
        ("abc", ["abc", "xabcx"], ["ab", "acb"]),
        ("^abc$", ["abc"], ["xabc", "abcx", "abc\n"]),
        ("^a|b$", ["ax", "xb"], ["xa", "bx"]),
        ("^(a|b)$", ["a", "b"], ["ab", ""]),
        ("^(?:ab)+$", ["ab", "abab"], ["", "aba"]),
        ("^a?b*c+$", ["c", "abbcc", "bc"], ["ab", "aac"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
        ("^a{0,2}$", ["", "a", "aa"], ["aaa"]),
        ("^(a|b){2,3}$", ["ab", "bbb"], ["a", "abab"]),
        ("^.$", ["a", "😀", "\t"], ["\n", "\r", "ab", ""]),
        ("^[a-c_-]+$", ["abc_-"], ["d", ""]),
        ("^[^a-c]$", ["d", "\n"], ["a", "dd"]),
        (#"^[\]\\^-]+$"#, [#"]\^-"#], ["a"]),
        (#"^\d{3}-\d{4}$"#, ["555-1234"], ["555-123", "٥٥٥-١٢٣٤"]),
        (#"^\w+\s\W\S\D$"#, ["ab_1 -xy"], ["ab_1 axy"]),
        (#"^[\d.]+$"#, ["1.2"], ["1,2"]),
        (#"^\u0041\t\/\.$"#, ["A\t/."], ["a\t/."]),
        (#"^[а-я]+$"#, ["привет"], ["hello"]),
        ("^(|a)$", ["", "a"], ["aa"]),
        ("^(a*)*$", ["", "aaa"], ["b"]),
        ("(^a|b$)c?", ["ab", "a", "xb"], ["x"]),
        ("^$", [""], ["a"]),
        ("^\r\n$", ["\r\n"], ["\n"]),
        ("^e\u{301}$", ["e\u{301}"], ["\u{E9}"]),
    ]

    @Test(arguments: matches) func finds(_ text: String, _ found: [String], _ absent: [String]) throws {
        let pattern = try Pattern(text)
        for subject in found { #expect(isFound(pattern, subject), "\(subject.debugDescription)") }
        for subject in absent { #expect(!isFound(pattern, subject), "\(subject.debugDescription)") }
    }

    @Test(arguments: [
        "(", ")", "(a", "a)", "[a", "[b-a]", #"[\d-z]"#, "*a", "+", "?", "a**", "a*?", "a++", "a{2}{3}", "{2}", "a{", "a{,2}",
        "a{2", "a{3,2}", "a}", "a]", "^*", "$+", "(?=a)", "(?!a)", "(?<n>a)", "(?<=a)",
        #"\1"#, #"\b"#, #"\p{L}"#, #"\"#, #"\u12"#,
        #"\ud800"#, #"\u+041"#, #"\-"#, "a{1001}", "a{99999999999999999999}", "((a{30}){30}){30}", "(((){1000}){1000}){1000}",
        String(repeating: "(", count: 40) + "a" + String(repeating: ")", count: 40), String(repeating: "a", count: 1001),
    ])
    func refuses(_ text: String) {
        #expect(throws: PatternError.self) { try Pattern(text) }
    }

    /// `(a+)+$` takes a backtracking matcher 2^n tries; here the work is bounded by states times characters.
    @Test(arguments: ["(a+)+$", "^(a|a)*$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)(.*)(.*)(.*)(.*)x"])
    func workIsLinear(_ text: String) throws {
        let pattern = try Pattern(text)
        let subject = String(repeating: "a", count: 5000) + "!"
        var steps = 1_000_000
        #expect(!pattern.isFound(in: subject, steps: &steps))
        #expect(1_000_000 - steps <= (pattern.states + 1) * (subject.count + 1))
    }

    @Test func stopsWhenTheStepsAreSpent() throws {
        var steps = 100
        _ = try Pattern("b").isFound(in: String(repeating: "a", count: 1000), steps: &steps)
        #expect(steps < 0)
    }

    private func isFound(_ pattern: Pattern, _ subject: String) -> Bool {
        var steps = 1_000_000
        return pattern.isFound(in: subject, steps: &steps)
    }
}
