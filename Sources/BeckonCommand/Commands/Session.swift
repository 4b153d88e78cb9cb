import BeckonWire

/// A command at work: whom it asks and where it writes.
struct Session: Sendable {
    let client: OperatorClient
    let profile: Profile
    let console: Console
    let environment: [String: String]
}
