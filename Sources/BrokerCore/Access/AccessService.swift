package import BeckonWire

/// What the broker answers to whoever asks who an operator is, and to admins who name operators.
package protocol AccessService: Sendable {
    /// Who speaks, judged for this very request.
    /// - Throws: `unauthenticated`, `revoked`, `certificateExpired`, `forbidden`.
    func authenticate(_ credential: OperatorCredential, from address: String?) async throws(Problem) -> OperatorCaller

    func createOperator(_ request: NewOperatorRequest, by caller: OperatorCaller) async throws(Problem)
        -> OperatorCertificateResponse
    /// A new certificate for the caller itself.
    func renewOperator(_ name: String, _ request: RenewalRequest, by caller: OperatorCaller) async throws(Problem)
        -> OperatorCertificateResponse
    func operators(after: String?, limit: Int, for caller: OperatorCaller) async throws(Problem) -> Page<OperatorView>
    func revokeOperator(_ name: String, by caller: OperatorCaller) async throws(Problem) -> OperatorView
    func createToken(_ request: NewTokenRequest, by caller: OperatorCaller) async throws(Problem) -> TokenResponse
}
