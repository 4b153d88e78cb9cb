import SwiftASN1
import X509

/// Whose authority it is, as its certificate's subject says.
enum AuthorityOwner: Hashable, Sendable {
    case broker
    case subscriber(String)

    private static let organization = "Beckon"
    private static let brokerUnit = "broker authority"
    private static let subscriberUnit = "subscriber authority"

    /// `O=Beckon, OU=broker authority` or `O=Beckon, OU=subscriber authority, CN=SUBSCRIBER`.
    var subject: DistinguishedName {
        let unit: String
        let commonName: String?
        switch self {
        case .broker: (unit, commonName) = (Self.brokerUnit, nil)
        case .subscriber(let name): (unit, commonName) = (Self.subscriberUnit, name)
        }
        var attributes: [RelativeDistinguishedName.Attribute] = [
            .init(type: .RDNAttributeType.organizationName, utf8String: Self.organization),
            .init(type: .RDNAttributeType.organizationalUnitName, utf8String: unit),
        ]
        if let commonName { attributes.append(.init(type: .RDNAttributeType.commonName, utf8String: commonName)) }
        return DistinguishedName(attributes.map { RelativeDistinguishedName($0) })
    }

    /// Reads the owner back from a subject; nil for any other.
    init?(subject: DistinguishedName) {
        if subject == AuthorityOwner.broker.subject {
            self = .broker
            return
        }
        guard let last = subject.last?.first, let name = String(last.value), PeerName.isValidSubscriber(name),
            subject == AuthorityOwner.subscriber(name).subject
        else { return nil }
        self = .subscriber(name)
    }
}
