package import BeckonWire

/// What a policy has to ask of the machine. The system's is `SystemSurroundings`.
package protocol PolicySurroundings: Sendable {
    /// The agent's own.
    var ownUser: UInt32 { get }
    /// Nil where there is no such account.
    func uid(ofAccount name: String) -> UInt32?
    /// The name of the account; nil where there is none.
    func account(ofUID uid: UInt32) -> String?
    /// Seconds that the machine's local time is ahead of UTC at that moment: it knows of summer time.
    func localOffset(at time: Timestamp) -> Int
}
