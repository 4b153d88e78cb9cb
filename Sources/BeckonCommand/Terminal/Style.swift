import BeckonWire

/// Colours for a terminal (ECMA-48), or none.
struct Style: Sendable {
    let isOn: Bool

    func bold(_ text: String) -> String { wrapped(text, "1") }

    func outcome(_ text: String, _ state: DeliveryState) -> String {
        switch state {
        case .queued, .fetched, .started: text
        case .finished(.succeeded): wrapped(text, "32")
        case .finished(.failed), .finished(.timedOut), .finished(.rejected): wrapped(text, "31")
        case .finished(.cancelled), .finished(.expired), .finished(.unknown): wrapped(text, "33")
        }
    }

    /// One of six colours, always the same for the same text.
    func coloured(_ text: String, by key: String) -> String {
        let number = key.utf8.reduce(UInt32(5381)) { $0 &* 33 &+ UInt32($1) }
        return wrapped(text, String(31 + number % 6))
    }

    private func wrapped(_ text: String, _ code: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
