/// What a zero certificate is good for, beyond its time.
package struct ZeroBounds: Hashable, Codable, Sendable {
    /// How many machines may enrol with it; nil for any number.
    package let uses: Int?
    /// From where, as CIDR writes it; nil for everywhere.
    package let networks: [String]?
    /// A regular expression that the names of machines match whole; nil for every name.
    package let names: String?
    /// What each machine is labelled with that enrols with it.
    package let labels: [String: String]?
    /// Whether each machine waits until an admin approves it; nil for no.
    package let approval: Bool?

    package static let none = ZeroBounds()

    package init(
        uses: Int? = nil, networks: [String]? = nil, names: String? = nil, labels: [String: String]? = nil, approval: Bool? = nil
    ) {
        self.uses = uses
        self.networks = networks
        self.names = names
        self.labels = labels
        self.approval = approval
    }

    package var needsApproval: Bool { approval ?? false }

    /// - Throws: at `pointer`, where a bound is none.
    package func validate(at pointer: String) throws(WireError) {
        try Bounds.check(uses, pointer + "/uses", in: 1...Bounds.uses)
        try Bounds.check(count: networks?.count ?? 0, pointer + "/networks", atMost: Bounds.networks)
        try Bounds.check(networks?.isEmpty != true, pointer + "/networks", "none, so that nobody could enrol")
        for (index, network) in (networks ?? []).enumerated() {
            try Bounds.check(
                NetworkRange(network) != nil, "\(pointer)/networks/\(index)",
                "neither an address nor a network such as 192.0.2.0/24, which has no bits beyond its length")
        }
        try Labels.check(labels ?? [:], at: pointer + "/labels")
        guard let names else { return }
        try Bounds.check(names, pointer + "/names", atMost: Bounds.namePattern)
        do { _ = try NamePattern(names) } catch { throw WireError(error.message, at: pointer + "/names") }
    }

    /// What an admin should know before giving it out.
    package var warnings: [String] {
        guard let labels, !labels.isEmpty, uses == nil, !needsApproval else { return [] }
        let list = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        return [
            "whoever has this file gets \(list), as often as they like: labels decide who commands a machine and what it is sent. "
                + "Bound its uses, or have each machine approved"
        ]
    }
}
