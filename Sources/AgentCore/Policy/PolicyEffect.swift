/// What a rule does with what it matches.
package enum PolicyEffect: String, Hashable, Sendable, CaseIterable {
    case allow
    case deny
}
