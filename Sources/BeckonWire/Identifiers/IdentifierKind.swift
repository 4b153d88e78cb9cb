/// What an id names. The prefix is part of the text of each id, so that one kind is never taken for another.
package protocol IdentifierKind: Sendable {
    static var prefix: String { get }
    /// The word for it in messages.
    static var noun: String { get }
}

/// `m-`: a target machine.
package enum MachineKind: IdentifierKind {
    package static let prefix = "m-"
    package static let noun = "machine"
}

/// `t-`: one first request.
package enum TransactionKind: IdentifierKind {
    package static let prefix = "t-"
    package static let noun = "transaction"
}

/// `z-`: a bootstrap credential.
package enum ZeroCertificateKind: IdentifierKind {
    package static let prefix = "z-"
    package static let noun = "zero certificate"
}

package typealias MachineID = Identifier<MachineKind>
package typealias TransactionID = Identifier<TransactionKind>
package typealias ZeroCertificateID = Identifier<ZeroCertificateKind>
