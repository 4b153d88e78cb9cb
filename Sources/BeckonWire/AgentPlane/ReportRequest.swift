/// `POST /v1/transactions/{id}/report`: what happened, in order.
package struct ReportRequest: Hashable, WireMessage {
    package let attempt: Int
    package let events: [ReportEvent]

    package init(attempt: Int, events: [ReportEvent]) {
        self.attempt = attempt
        self.events = events
    }

    package func validate() throws(WireError) {
        try Bounds.check(attempt, "/attempt", in: 1...1000)
        try Bounds.check((1...Bounds.events).contains(events.count), "/events", "not 1 to \(Bounds.events) events")
        for (index, event) in events.enumerated() {
            do { try event.validate() } catch { throw WireError(error.message, at: "/events/\(index)" + error.pointer) }
        }
    }
}
