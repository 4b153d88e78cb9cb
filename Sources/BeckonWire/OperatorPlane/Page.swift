/// One page of a list, in the order of ids.
package struct Page<Element: Codable & Hashable & Sendable>: Hashable, WireMessage {
    package let items: [Element]
    /// Give it as `?after=` for the next page; absent on the last.
    package let next: String?

    package init(items: [Element], next: String?) {
        self.items = items
        self.next = next
    }
}
