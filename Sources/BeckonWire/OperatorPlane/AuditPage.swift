/// Rows of an audit log in order of their numbers, and where its chain ends now.
package struct AuditPage: Hashable, WireMessage {
    package let items: [AuditRecord]
    /// Give it as `?after=` for the next page; absent on the last.
    package let next: String?
    /// The last row there is; nil where the log is empty.
    package let head: Head?

    package struct Head: Hashable, Codable, Sendable {
        package let number: Int
        package let hash: String

        package init(number: Int, hash: String) {
            self.number = number
            self.hash = hash
        }
    }

    package init(items: [AuditRecord], next: String?, head: Head?) {
        self.items = items
        self.next = next
        self.head = head
    }
}
