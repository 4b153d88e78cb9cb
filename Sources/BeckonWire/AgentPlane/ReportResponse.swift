/// What the broker has durably recorded.
package struct ReportResponse: Hashable, WireMessage {
    /// The highest seq recorded; every event up to it is durable.
    package let acknowledged: Int
    /// Whether the operator wants the instruction cancelled.
    package let cancel: Bool

    package init(acknowledged: Int, cancel: Bool) {
        self.acknowledged = acknowledged
        self.cancel = cancel
    }
}
