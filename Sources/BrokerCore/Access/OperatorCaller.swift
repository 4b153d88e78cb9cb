package import BeckonWire

/// An operator whose credential was verified for this very request.
package struct OperatorCaller: Hashable, Sendable {
    package let name: String
    package let subscriber: String
    package let role: Role
    package let scope: OperatorScope
    /// From where, where it is known.
    package let address: String?

    package init(
        name: String, subscriber: String, role: Role, scope: OperatorScope = .everything, address: String? = nil
    ) {
        self.name = name
        self.subscriber = subscriber
        self.role = role
        self.scope = scope
        self.address = address
    }

    /// - Throws: `forbidden`, naming the right.
    package func require(_ right: Right) throws(Problem) {
        guard role < right.role else { return }
        throw Problem(
            .forbidden, "operator \(name) is a \(role.rawValue) and lacks the right \(right.rawValue)",
            hint: "\(right.rawValue) comes with the role \(right.role.rawValue); an admin can give it",
            members: ["right": .string(right.rawValue)])
    }

    /// How the audit log names it.
    package var actor: String { "operator \(name)" }
}
