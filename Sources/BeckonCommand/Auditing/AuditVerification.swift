package import ArgumentParser
import BeckonIdentity
package import BeckonWire
import Crypto

/// Checks the chain of an audit log, row after row in their order, without believing the broker in anything but its words.
///
/// Works on the rows as they came, so that members which a later broker adds are hashed along.
package struct AuditVerification: Sendable {
    /// Where the log breaks, and how.
    package struct Fault: Error, Hashable, CustomStringConvertible {
        package let description: String

        package init(_ description: String) { self.description = description }
    }

    /// A row that was noted earlier, `NUMBER:HASH`: the log must still have it.
    package struct Anchor: Hashable, Sendable, ExpressibleByArgument {
        package let number: Int
        package let hash: String

        package init?(argument: String) {
            let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Int(parts[0]), number > 0, parts[1].utf8.count == 64 else { return nil }
            self.number = number
            hash = String(parts[1])
        }
    }

    private let anchor: Anchor?
    /// The number and hash of the last row that was checked.
    package private(set) var number = 0
    package private(set) var hash = AuditRecord.beginning

    package init(anchor: Anchor? = nil) {
        self.anchor = anchor
    }

    /// Checks the next row.
    package mutating func check(_ row: JSONValue) throws(Fault) {
        guard case .object(var members) = row, case .integer(let number)? = members["number"],
            let hash = members.removeValue(forKey: "hash")?.stringValue
        else { throw Fault("after row \(self.number) comes what is no row") }
        guard number == self.number + 1 else {
            throw Fault("row \(number) comes where row \(self.number + 1) should be: rows were removed or reordered")
        }
        guard members["previous"]?.stringValue == self.hash else {
            throw Fault("row \(number) does not follow row \(self.number): one of them is not what was written")
        }
        guard hash == Hexadecimal.text(SHA256.hash(data: WireJSON.encode(JSONValue.object(members)))) else {
            throw Fault("row \(number) was changed: its hash is not that of its content")
        }
        if let anchor, anchor.number == number, anchor.hash != hash {
            throw Fault("row \(number) is not the one that was noted: the log was written anew")
        }
        self.number = Int(number)
        self.hash = hash
    }

    /// No more rows come. `head` is the last row by the broker's word.
    package func finish(head: AuditPage.Head?) throws(Fault) {
        if let anchor, anchor.number > number {
            throw Fault("the log ends at row \(number), and row \(anchor.number) was noted: its end was removed")
        }
        // Rows may have been added since the head was read.
        if let head, head.number > number {
            throw Fault("the log ends at row \(number), and the broker says that it has \(head.number)")
        }
    }
}
