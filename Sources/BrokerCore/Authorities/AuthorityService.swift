package import BeckonWire

/// What the broker answers to admins who rotate authorities.
package protocol AuthorityService: Sendable {
    func authorities(for caller: OperatorCaller) async throws(Problem) -> AuthoritiesView
    func take(
        _ step: AuthorityStep, of kind: AuthorityKind, _ request: AuthorityStepRequest, by caller: OperatorCaller
    ) async throws(Problem) -> AuthorityView
}
