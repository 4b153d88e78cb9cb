package import BeckonIdentity

/// Why a machine was not enrolled.
package enum EnrollmentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The machine is enrolled already, and not as what is asked for.
    case enrolledOtherwise(AgentIdentity)
    /// The broker refused, or what it answered cannot be used.
    case link(LinkError)
    case identity(IdentityError)

    package var description: String {
        switch self {
        case .enrolledOtherwise(let identity):
            "this machine is enrolled already: \(identity.machine) (\(identity.name)) of \(identity.subscriber) "
                + "(to set it up anew with a new key, say --again)"
        case .link(let error): "\(error)"
        case .identity(let error): "\(error)"
        }
    }
}

extension EnrollmentError {
    /// Whatever an enrolment threw.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as EnrollmentError: error
            case let error as LinkError: .link(error)
            case let error as IdentityError: .identity(error)
            default: .link(.malformed("\(error)"))
            }
    }
}
