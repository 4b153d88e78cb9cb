import AgentConfigurationFile
import AgentCore
import ConfigurationReading
import Testing

@Suite struct AgentConfigurationTests {
    @Test func whatIsNotSaidIsAsByDefault() throws {
        let read = try configuration("# nothing\n")
        #expect(read.data == "/var/lib/beckon/agent" && read.plugins == ["/usr/lib/beckon/plugins"])
        #expect(read.capacity == 4 && read.logLevel == .info)
        #expect(read.executorHost == nil && read.zero == nil && read.name == nil && read.key == nil)
        #expect(read.policy == .allowsEverything)
    }

    @Test func everyKeyIsRead() throws {
        let read = try configuration(
            """
            data: /srv/beckon
            plugins: [/opt/a, /opt/b]
            executor-host: /opt/host
            capacity: 16
            log-level: debug
            zero: /etc/beckon/zero.pem
            name: web-01
            key: "pkcs11:token=machines;object=beckon"
            policy: {default: deny}
            """)
        #expect(read.data == "/srv/beckon" && read.plugins == ["/opt/a", "/opt/b"] && read.executorHost == "/opt/host")
        #expect(read.capacity == 16 && read.logLevel == .debug && read.zero == "/etc/beckon/zero.pem" && read.name == "web-01")
        #expect(read.key == "pkcs11:token=machines;object=beckon")
        #expect(read.policy == Policy(standard: .deny))
    }

    @Test func aPolicyIsReadInItsOrder() throws {
        let read = try configuration(
            """
            policy:
              default: deny
              time-zone: UTC
              rules:
                - name: no-root-shell
                  deny: {executors: [shell], users: [root, 1000]}
                - name: office-hours
                  allow:
                    executors: package-*
                    operators: ["ops-*"]
                    hours: ["Mon-Fri 08:00-18:00", "Sat 22:00-02:00"]
            """)
        let hours = ["Mon-Fri 08:00-18:00", "Sat 22:00-02:00"].compactMap(TimeWindow.init)
        #expect(
            read.policy
                == Policy(
                    standard: .deny, clock: .utc,
                    rules: [
                        PolicyRule(name: "no-root-shell", effect: .deny, executors: ["shell"], users: ["root", "1000"]),
                        PolicyRule(
                            name: "office-hours", effect: .allow, executors: ["package-*"], operators: ["ops-*"], hours: hours),
                    ]))
    }

    @Test(arguments: [
        ("capcity: 4", #"x:1:1: unknown key "capcity" (did you mean capacity?)"#),
        ("executorHost: /a", #"x:1:1: unknown key "executorHost" (did you mean executor-host?)"#),
        ("capacity: 0", "x:1:11: capacity must be a whole number between 1 and 1024"),
        ("log-level: loud", "x:1:12: log-level must be one of: trace, debug, info, notice, warning, error"),
        ("name: Web_01", "x:1:7: name must be a DNS label in lower case that is not shaped like an id (such as web-01)"),
        ("plugins: {a: b}", "x:1:10: plugins must be a text"),
        ("policy: deny", "x:1:9: policy must hold keys and values"),
        ("policy: {defualt: deny}", #"x:1:10: unknown key "defualt" (did you mean default?)"#),
        ("policy: {default: perhaps}", "x:1:19: default must be one of: allow, deny"),
        ("policy: {time-zone: Europe/Zurich}", "x:1:21: time-zone must be one of: local, UTC"),
        ("policy: {rules: {a: b}}", "x:1:17: rules must be a list"),
    ])
    func whatIsNotRightIsSaidWithItsPlace(_ text: String, _ message: String) {
        let error = #expect(throws: ConfigurationError.self) { try configuration(text) }
        #expect(error?.description == message)
    }

    /// A rule that does not do what it looks like is worse than none.
    @Test(arguments: [
        ("{deny: {users: [root]}}", "x:2:11: a rule has no name"),
        ("{name: a}", #"x:2:11: rule "a" must either allow or deny"#),
        ("{name: a, deny: {users: x}, allow: {users: y}}", #"rule "a" must either allow or deny"#),
        ("{name: a, deny: {}}", #"rule "a" has no condition"#), ("{name: a, deny: }", #"rule "a" has no condition"#),
        ("{name: a, executors: [shell]}", #"unknown key "executors""#),
        ("{name: a, deny: {user: root}}", #"unknown key "user" (did you mean users?)"#),
        ("{name: a, deny: {users: []}}", "users is an empty list"), ("{name: a, deny: {users: [[x]]}}", "users must be a text"),
        ("{name: a, deny: {executors: Shell}}", #"no executor is called "Shell""#),
        ("{name: a, deny: {hours: 8-18}}", #"x:2:35: "8-18" are no hours (such as "Mon-Fri 08:00-18:00""#),
        ("{name: a, allow: {users: root}}", #"rule "a" changes nothing: what no rule matches is allowed (say default: deny"#),
        ("{name: a, deny: {users: x}}, {name: a, deny: {users: y}}", #"there is a rule "a" already"#),
    ])
    func aRuleThatSaysNothingClearIsRefused(_ rules: String, _ message: String) {
        let error = #expect(throws: ConfigurationError.self) { try configuration("policy:\n  rules: [\(rules)]") }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func thereAreNotEndlesslyManyRules() {
        let rules = (0...256).map { "{name: r\($0), deny: {users: x}}" }.joined(separator: ", ")
        let error = #expect(throws: ConfigurationError.self) { try configuration("policy: {rules: [\(rules)]}") }
        #expect(error?.message == "more than 256 rules")
    }

    private func configuration(_ text: String) throws(ConfigurationError) -> AgentConfiguration {
        try AgentConfiguration(ConfigurationSection(text, file: "x"))
    }
}
