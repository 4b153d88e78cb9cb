package import BeckonWire
package import BrokerCore

extension EnrollmentVerdict {
    /// Of a test that expects no approval to be needed.
    package var response: EnrollmentResponse {
        get throws(Problem) {
            switch self {
            case .enrolled(let response): return response
            case .pending: throw Problem(.forbidden, "it awaits an approval")
            }
        }
    }
}
