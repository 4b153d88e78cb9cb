import BeckonWire
import BrokerCore
import NIOCore

/// Events in the form of `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html).
enum ServerSentEvent {
    /// A comment, which every client ignores.
    static let keepAlive = ByteBuffer(string: ": beckon\n\n")

    static func write(_ numbered: NumberedEvent, to buffer: inout ByteBuffer) {
        if let number = numbered.number { buffer.writeString("id: \(number)\n") }
        buffer.writeString("event: \(numbered.event.name)\ndata: ")
        // JSON of the wire is one line: line breaks in its strings are escaped.
        buffer.writeBytes(data(of: numbered.event))
        buffer.writeString("\n\n")
    }

    private static func data(of event: TransactionEvent) -> [UInt8] {
        switch event {
        case .delivery(let view): WireJSON.encode(view)
        case .output(let growth): WireJSON.encode(growth)
        case .end(let view): WireJSON.encode(view)
        }
    }
}
