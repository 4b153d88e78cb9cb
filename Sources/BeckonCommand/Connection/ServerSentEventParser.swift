/// Reads `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html), wherever its octets are cut.
package struct ServerSentEventParser: Sendable {
    package struct Event: Hashable, Sendable {
        /// The last `id:` that came, with this event or before.
        package let id: String?
        package let name: String
        package let data: String
    }

    package enum Failure: Error {
        /// A line, or the data of an event, is larger than `largestEvent`.
        case tooLarge
    }

    /// Octets of one event.
    package static let largestEvent = 16 << 20

    private var line: [UInt8] = []
    private var endedWithCarriageReturn = false
    private var isFirstLine = true
    private var id: String?
    private var name = ""
    private var data: [String] = []
    private var size = 0

    package init() {}

    /// The events that are whole now.
    package mutating func events(adding octets: some Sequence<UInt8>) throws(Failure) -> [Event] {
        var events: [Event] = []
        for octet in octets {
            switch octet {
            case UInt8(ascii: "\n") where endedWithCarriageReturn: endedWithCarriageReturn = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                endedWithCarriageReturn = octet == UInt8(ascii: "\r")
                if let event = endLine() { events.append(event) }
            default:
                endedWithCarriageReturn = false
                guard size < Self.largestEvent else { throw .tooLarge }
                size += 1
                line.append(octet)
            }
        }
        return events
    }

    private mutating func endLine() -> Event? {
        var octets = line[...]
        line.removeAll(keepingCapacity: true)
        if isFirstLine, octets.starts(with: [0xEF, 0xBB, 0xBF]) { octets = octets.dropFirst(3) }
        isFirstLine = false
        guard !octets.isEmpty else { return dispatch() }
        take(octets)
        return nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        let field = line.prefix { $0 != UInt8(ascii: ":") }
        var value = line.dropFirst(field.count + 1)
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        let text = String(decoding: value, as: UTF8.self)
        switch String(decoding: field, as: UTF8.self) {
        case "data": data.append(text)
        case "event": name = text
        case "id" where !value.contains(0): id = text
        // A comment, or what this version does not know: takes no memory.
        default: size -= line.count
        }
    }

    private mutating func dispatch() -> Event? {
        defer { (name, data, size) = ("", [], 0) }
        guard !data.isEmpty else { return nil }
        return Event(id: id, name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
    }
}
