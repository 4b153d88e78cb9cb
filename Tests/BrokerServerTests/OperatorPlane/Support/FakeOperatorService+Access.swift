import BeckonWire
import BrokerCore

extension FakeOperatorService {
    /// The holder of this token is `ci` of acme; whoever has a certificate is whom it names.
    static let token = "beckon_test"

    func authenticate(_ credential: OperatorCredential, from address: String?) async throws(Problem) -> OperatorCaller {
        switch credential {
        case .certificate(let subscriber, let name, _, _):
            OperatorCaller(name: name, subscriber: subscriber, role: .admin, address: address)
        case .token(Self.token): OperatorCaller(name: "ci", subscriber: "acme", role: .operator, address: address)
        case .token: throw Problem(.unauthenticated, "the bearer token is not known")
        }
    }

    func createOperator(
        _ request: NewOperatorRequest, by caller: OperatorCaller
    ) async throws(Problem) -> OperatorCertificateResponse {
        try admit(caller)
        return now.certify(request.csr)
    }

    func renewOperator(
        _ name: String, _ request: RenewalRequest, by caller: OperatorCaller
    ) async throws(Problem) -> OperatorCertificateResponse {
        try admit(caller)
        return now.certify(request.csr)
    }

    func operators(after: String?, limit: Int, for caller: OperatorCaller) async throws(Problem) -> Page<OperatorView> {
        try admit(caller)
        return Page(items: [Samples.operatorView], next: nil)
    }

    func revokeOperator(_ name: String, by caller: OperatorCaller) async throws(Problem) -> OperatorView {
        try admit(caller)
        return Samples.operatorView
    }

    func createToken(_ request: NewTokenRequest, by caller: OperatorCaller) async throws(Problem) -> TokenResponse {
        try admit(caller)
        return now.token
    }
}
