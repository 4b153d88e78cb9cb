package import BeckonIdentity

/// What happens to a rotation.
package enum RotationEvent: Hashable, Sendable {
    /// A sleep is over.
    case woke(number: Int)
    /// The broker wants a renewal; `isExpired` where it answers nothing else any more.
    case renewalWanted(isExpired: Bool)
    /// A new identity is in force.
    case renewed(RenewalPlan)
    /// The old one still is.
    case notRenewed(RotationError)
    /// The broker wants its trust bundle taken.
    case trustWanted
    /// The broker's bundle is the one in use.
    case trustKept
    /// The broker's bundle is in use now.
    case trustChanged
    /// It cannot be used; the one in use stays.
    case trustRefused(RotationError)
    case trustPauseOver
}

/// Why a credential was not replaced. The one in force stays.
package enum RotationError: Error, Hashable, Sendable, CustomStringConvertible {
    case link(LinkError)
    /// A file, or the device with the key.
    case identity(IdentityError)

    package var description: String {
        switch self {
        case .link(let error): "\(error)"
        case .identity(let error): "\(error)"
        }
    }
}
