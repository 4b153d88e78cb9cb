import BeckonIdentity
import BeckonWire
import Crypto

/// How rows of an audit log hold together.
enum AuditChain {
    /// Lower-case hexadecimal SHA-256 of the row's canonical octets.
    static func hash(of record: AuditRecord) -> String { Hexadecimal.text(SHA256.hash(data: record.canonical)) }
}
