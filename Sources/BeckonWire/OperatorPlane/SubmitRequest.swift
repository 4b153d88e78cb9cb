/// `POST /v1/transactions`, the first request.
package struct SubmitRequest: Hashable, Sendable {
    /// Must be the credential's.
    package let subscriber: String
    package let targets: Targets
    package let instruction: Instruction
    /// Seconds that each machine may spend on it.
    package let timeout: Int
    /// Seconds in which it must be fetched.
    package let expires: Int
    package let onInterruption: Interruption
    /// Whether targets that lack the executor are `rejected` one by one instead of refusing the whole request.
    package let skipUnable: Bool

    /// Which machines.
    package struct Targets: Hashable, Codable, Sendable {
        /// Ids or names.
        package let machines: [String]?
        /// A label query.
        package let `where`: String?

        package init(machines: [String]?, where query: String? = nil) {
            self.machines = machines
            self.where = query
        }
    }

    package init(
        subscriber: String, targets: Targets, instruction: Instruction, timeout: Int = 60, expires: Int = 3600,
        onInterruption: Interruption = .report, skipUnable: Bool = false
    ) {
        self.subscriber = subscriber
        self.targets = targets
        self.instruction = instruction
        self.timeout = timeout
        self.expires = expires
        self.onInterruption = onInterruption
        self.skipUnable = skipUnable
    }
}

extension SubmitRequest: WireMessage {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        subscriber = try container.decode(String.self, forKey: .subscriber)
        targets = try container.decode(Targets.self, forKey: .targets)
        instruction = try container.decode(Instruction.self, forKey: .instruction)
        timeout = try container.decodeIfPresent(Int.self, forKey: .timeout) ?? 60
        expires = try container.decodeIfPresent(Int.self, forKey: .expires) ?? 3600
        onInterruption = try container.decodeIfPresent(Interruption.self, forKey: .onInterruption) ?? .report
        skipUnable = try container.decodeIfPresent(Bool.self, forKey: .skipUnable) ?? false
    }

    package func validate() throws(WireError) {
        try Bounds.check(Name.isSubscriber(subscriber), "/subscriber", "not a subscriber's name")
        try Bounds.check(count: targets.machines?.count ?? 0, "/targets/machines", atMost: Bounds.targets)
        for (index, machine) in (targets.machines ?? []).enumerated() {
            try Bounds.check(machine, "/targets/machines/\(index)", atMost: 64)
        }
        try Bounds.check(targets.where, "/targets/where", atMost: Bounds.targetText)
        try Bounds.check(
            targets.machines?.isEmpty == false || targets.where != nil, "/targets", "names no machine: give machines or where")
        try instruction.validate()
        try Bounds.check(timeout, "/timeout", in: 1...Bounds.timeout)
        try Bounds.check(expires, "/expires", in: 1...Bounds.expires)
    }
}
