package import AgentCore
package import BeckonWire

extension FakeBrokerLink {
    package func renew(_ request: RenewalRequest) async throws(LinkError) -> EnrollmentResponse {
        guard let office, let clock else { throw .unreachable("this test has no office") }
        return try takeOrRefuse(.renew(request)) { _ in
            do throws(LinkError) { return .success(try office.renew(request, at: clock.now)) } catch {
                guard case .refused(let problem) = error else { return .failure(Problem(.internalError, "\(error)")) }
                return .failure(problem)
            }
        }
    }

    package func trust() async throws(LinkError) -> [UInt8] {
        try take(.trust) { _ in Array((office?.trust ?? "").utf8) }
    }

    package func probe(_ credential: AgentCredential) async throws(LinkError) { try office?.probe(credential) }
    package func use(_ credential: AgentCredential) async throws(LinkError) { try office?.use(credential) }

    /// What the broker says to whoever asks with this machine's credential.
    func refusal(of call: Call) -> LinkError? {
        guard let office, let clock else { return nil }
        let isRenewal = if case .renew = call { true } else { false }
        do throws(LinkError) { try office.admit(at: clock.now, toRenewal: isRenewal) } catch { return error }
        return nil
    }
}
