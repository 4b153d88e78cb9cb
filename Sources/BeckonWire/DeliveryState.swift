/// Where one machine's part of a transaction stands: on its way, or ended with an outcome.
package enum DeliveryState: Hashable, Sendable {
    /// Waits to be fetched. Next: `fetched`, or an outcome `expired`, `cancelled` or `rejected`.
    case queued
    /// The instruction was given to the machine. Next: `started`, an outcome, or `queued` again where the agent shows that it
    /// never got it.
    case fetched
    /// It runs. Next: an outcome; `queued` again only after an interruption of a `rerun` instruction.
    case started
    /// Over. Only `unknown` is ever replaced, by an outcome that was really seen.
    case finished(Outcome)

    package var outcome: Outcome? {
        guard case .finished(let outcome) = self else { return nil }
        return outcome
    }
}

extension DeliveryState: RawRepresentable, Codable, CodingKeyRepresentable {
    /// One word: the state's, or the outcome's where it is over.
    package var rawValue: String {
        switch self {
        case .queued: "queued"
        case .fetched: "fetched"
        case .started: "started"
        case .finished(let outcome): outcome.rawValue
        }
    }

    package init?(rawValue: String) {
        switch rawValue {
        case "queued": self = .queued
        case "fetched": self = .fetched
        case "started": self = .started
        default:
            guard let outcome = Outcome(rawValue: rawValue) else { return nil }
            self = .finished(outcome)
        }
    }
}
