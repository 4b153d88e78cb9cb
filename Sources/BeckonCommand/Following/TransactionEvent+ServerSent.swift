import BeckonWire

extension TransactionEvent {
    /// Reads an event; nil where it is of a kind that this version does not know.
    init?(_ event: ServerSentEventParser.Event) throws(WireError) {
        let data = event.data.utf8
        switch event.name {
        case "delivery": self = .delivery(try WireJSON.decode(from: data, limit: ServerSentEventParser.largestEvent))
        case "output": self = .output(try WireJSON.decode(from: data))
        case "end": self = .end(try WireJSON.decode(from: data, limit: ServerSentEventParser.largestEvent))
        default: return nil
        }
    }
}
