package import BeckonIdentity

/// Why a machine was not enrolled.
package enum EnrollmentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The machine is enrolled already, and not as what is asked for.
    case enrolledOtherwise(AgentIdentity, directory: String)
    /// The broker refused, or what it answered cannot be used.
    case link(LinkError)
    case identity(IdentityError)

    package var description: String {
        switch self {
        case .enrolledOtherwise(let identity, let directory):
            "this machine is enrolled already: \(identity.machine) (\(identity.name)) of \(identity.subscriber) "
                + "(to enrol it anew, revoke that machine and remove \(directory))"
        case .link(let error): "\(error)"
        case .identity(let error): "\(error)"
        }
    }
}
