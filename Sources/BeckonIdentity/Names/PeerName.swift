/// Who a client certificate says its holder is: the one URI among its subject alternative names.
///
/// The grammar is exact, octet for octet: there is no case folding, no percent-encoding and no second spelling, because the
/// name decides what its holder may do (protocol: names in certificates).
package enum PeerName: Hashable, Sendable {
    /// A zero certificate: `beckon://SUBSCRIBER/zero/z-…`. Opens enrolment and nothing else.
    case zero(subscriber: String, id: String)
    /// A machine: `beckon://SUBSCRIBER/machine/m-…`.
    case machine(subscriber: String, id: String)
    /// A person or a CI job: `beckon://SUBSCRIBER/operator/NAME`.
    case `operator`(subscriber: String, name: String)

    /// Reads a name as it stands in a certificate.
    /// - Throws: `.invalidName` for anything that is not spelled exactly as ``uri`` would spell it.
    package init(uri: String) throws(IdentityError) {
        guard let name = PeerName(exactly: uri) else {
            throw IdentityError(
                .invalidName, "\(IdentityError.quoted(uri)) is not the name of a zero certificate, a machine or an operator",
                hint: "names are beckon://SUBSCRIBER/ and then zero/z-…, machine/m-… or operator/NAME")
        }
        self = name
    }

    private init?(exactly uri: String) {
        // The longest possible name has 9 + 63 + 10 + 64 octets.
        guard uri.utf8.count <= 160, uri.utf8.starts(with: PeerName.scheme.utf8) else { return nil }
        let parts = uri.utf8.dropFirst(PeerName.scheme.utf8.count)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3 else { return nil }
        switch parts[1] {
        case "zero": self = .zero(subscriber: parts[0], id: parts[2])
        case "machine": self = .machine(subscriber: parts[0], id: parts[2])
        case "operator": self = .operator(subscriber: parts[0], name: parts[2])
        default: return nil
        }
        guard isWellFormed else { return nil }
    }

    /// The name as it stands in a certificate.
    package var uri: String {
        switch self {
        case .zero(let subscriber, let id): "\(PeerName.scheme)\(subscriber)/zero/\(id)"
        case .machine(let subscriber, let id): "\(PeerName.scheme)\(subscriber)/machine/\(id)"
        case .operator(let subscriber, let name): "\(PeerName.scheme)\(subscriber)/operator/\(name)"
        }
    }

    /// The tenant that the holder belongs to.
    package var subscriber: String {
        switch self {
        case .zero(let subscriber, _), .machine(let subscriber, _), .operator(let subscriber, _): subscriber
        }
    }

    private static let scheme = "beckon://"
}

extension PeerName: CustomStringConvertible {
    package var description: String { uri }
}
