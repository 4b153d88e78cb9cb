import AgentCore
import ConfigurationReading

extension Policy {
    /// More than anybody reads through.
    private static let mostRules = 256

    /// `policy:` of the agent's file.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        var section = section
        self.init(
            standard: try section.choice("default") ?? .allow, clock: try section.choice("time-zone") ?? .local)
        let written = try section.sections("rules")
        try section.end()
        guard written.count <= Self.mostRules else {
            throw section.refusal("rules", "more than \(Self.mostRules) rules")
        }
        for rule in written {
            let read = try PolicyRule(rule)
            guard !rules.contains(where: { $0.name == read.name }) else {
                throw rule.refusal("name", "there is a rule \(quoted(read.name)) already")
            }
            rules.append(read)
        }
        if let last = rules.last, let place = written.last, last.effect == standard {
            let (word, other) = standard == .allow ? ("allowed", PolicyEffect.deny) : ("denied", .allow)
            throw place.refusal(
                nil, "rule \(quoted(last.name)) changes nothing: what no rule matches is \(word)",
                hint: "say default: \(other.rawValue), or have a rule below it that says \(other.rawValue)")
        }
    }
}

extension PolicyRule {
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        var section = section
        guard let name = try section.text("name") else {
            throw section.refusal(nil, "a rule has no name", hint: "say name: it is told to the operator whom the rule refuses")
        }
        guard name.utf8.count <= 64 else { throw section.refusal("name", "longer than 64 octets") }
        let allow = try section.section("allow")
        let deny = try section.section("deny")
        try section.end()
        switch (allow, deny) {
        case (let conditions?, nil): try self.init(name: name, effect: .allow, conditions)
        case (nil, let conditions?): try self.init(name: name, effect: .deny, conditions)
        case (nil, nil), (_?, _?): throw section.refusal(nil, "rule \(quoted(name)) must either allow or deny")
        }
    }

    private init(name: String, effect: PolicyEffect, _ section: ConfigurationSection) throws(ConfigurationError) {
        var section = section
        self.init(name: name, effect: effect)
        executors = try section.texts("executors")?.map { NamePattern($0) }
        operators = try section.texts("operators")?.map { NamePattern($0) }
        users = try section.texts("users")?.map { NamePattern($0) }
        hours = try Self.windows(section.texts("hours"), section)
        try section.end()
        guard executors != nil || operators != nil || users != nil || hours != nil else {
            throw section.refusal(
                nil, "rule \(quoted(name)) has no condition",
                hint: "default: \(effect.rawValue) is for everything; a rule names executors, operators, users or hours")
        }
        if let wrong = executors?.first(where: { !$0.text.utf8.allSatisfy(Self.isOfExecutorName) }) {
            throw section.refusal(
                "executors", "no executor is called \(quoted(wrong.text))", hint: "lower-case letters, digits and hyphens, or *")
        }
    }

    private static func windows(
        _ texts: [String]?, _ section: ConfigurationSection
    ) throws(ConfigurationError) -> [TimeWindow]? {
        guard let texts else { return nil }
        var windows: [TimeWindow] = []
        for text in texts {
            guard let window = TimeWindow(text) else {
                throw section.refusal(
                    "hours", "\(quoted(text)) are no hours",
                    hint: "such as \"Mon-Fri 08:00-18:00\", \"Sat,Sun\" or \"22:00-06:00\"")
            }
            windows.append(window)
        }
        return windows
    }

    private static func isOfExecutorName(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "*"): true
        default: false
        }
    }
}
