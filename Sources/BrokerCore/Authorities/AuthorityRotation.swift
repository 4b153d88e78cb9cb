package import BeckonWire

/// The stages of an authority's rotation, as a table: what can be done next, by what there is.
///
/// | there is | step | then there is |
/// | --- | --- | --- |
/// | active | prepare | next, active |
/// | next, active | activate | active, previous |
/// | active, previous | retire | active |
package enum AuthorityRotation {
    package static func steps(_ stages: Set<AuthorityStage>) -> [AuthorityStep] {
        switch (stages.contains(.next), stages.contains(.previous)) {
        case (false, false): [.prepare]
        case (true, false): [.activate]
        case (false, true): [.retire]
        // No step leads here; whatever came from elsewhere is finished first.
        case (true, true): [.retire]
        }
    }

    package static func check(_ step: AuthorityStep, _ stages: Set<AuthorityStage>, of kind: AuthorityKind) throws(Problem) {
        let possible = steps(stages)
        guard !possible.contains(step) else { return }
        throw Problem(
            .wrongStep, "the \(kind.rawValue) authority cannot \(step.rawValue) now",
            hint: "next is: " + possible.map { "beckon ca \($0.rawValue) \(kind.rawValue)" }.joined(separator: ", "))
    }
}
