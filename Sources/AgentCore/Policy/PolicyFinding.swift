/// What looking at one rule gave.
package struct PolicyFinding: Hashable, Sendable {
    package let rule: String
    package let effect: PolicyEffect
    package let matches: Bool
    /// The conditions that are met, or those that are not.
    package let reason: String
}
