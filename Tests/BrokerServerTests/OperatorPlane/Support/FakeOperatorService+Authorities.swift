import BeckonWire
import BrokerCore

extension FakeOperatorService {
    func authorities(for caller: OperatorCaller) async throws(Problem) -> AuthoritiesView {
        try admit(caller)
        return AuthoritiesView(authorities: [Samples.authorityView])
    }

    func take(
        _ step: AuthorityStep, of kind: AuthorityKind, _ request: AuthorityStepRequest, by caller: OperatorCaller
    ) async throws(Problem) -> AuthorityView {
        try admit(caller)
        return Samples.authorityView
    }
}
