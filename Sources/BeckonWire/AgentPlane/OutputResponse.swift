/// What the broker has of a stream after an append.
package struct OutputResponse: Hashable, WireMessage {
    /// Octets stored so far, in order and without a gap.
    package let offset: Int

    package init(offset: Int) {
        self.offset = offset
    }
}
