package import BeckonIdentity

/// An enrolment that the broker has not answered yet: what is needed to go on asking after a restart.
///
/// Kept in `enrollment.pem` until the machine is enrolled: the zero certificate file, with the machine's name before it.
package struct PendingEnrollment: Hashable, Sendable {
    package let zero: ZeroFile
    /// What people will call the machine.
    package let name: String

    package init(zero: ZeroFile, name: String) {
        self.zero = zero
        self.name = name
    }

    private static let prefix = "name: "

    package var text: String { Self.prefix + name + "\n" + zero.text }

    /// - Throws: `.malformedZeroFile`, and as `ZeroFile`.
    package init(text: String) throws(IdentityError) {
        guard text.hasPrefix(Self.prefix), let end = text.firstIndex(of: "\n") else {
            throw IdentityError(.malformedZeroFile, "it does not begin with the machine's name")
        }
        name = String(text[..<end].dropFirst(Self.prefix.count))
        zero = try ZeroFile(text: text)
    }
}
