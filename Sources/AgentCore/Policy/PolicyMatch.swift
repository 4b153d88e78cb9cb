/// Whether something is what a rule names. In doubt a rule that denies matches, and one that allows does not.
enum PolicyMatch: Int, Comparable {
    case no
    /// It may be: the broker did not name the operator, or the user is one that cannot be told for sure.
    case maybe
    case yes

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    func suffices(for effect: PolicyEffect) -> Bool {
        switch effect {
        case .allow: self == .yes
        case .deny: self != .no
        }
    }
}
