import AgentCore
package import BeckonWire

/// A machine with a few accounts: `root` and `toor` are uid 0, `agent` is the agent's own, `deploy` and `deploy-too` are one.
package struct FakeSurroundings: PolicySurroundings {
    package var ownUser: UInt32 = 900
    package var accounts: [(name: String, uid: UInt32)] = [
        ("root", 0), ("toor", 0), ("agent", 900), ("deploy", 1000), ("deploy-too", 1000), ("web", 1001),
    ]
    /// From these moments on local time is so many seconds ahead of UTC; before the first it is UTC.
    package var offsets: [(from: Timestamp, seconds: Int)] = []

    package init() {}

    package func uid(ofAccount name: String) -> UInt32? { accounts.first { $0.name == name }?.uid }
    package func account(ofUID uid: UInt32) -> String? { accounts.first { $0.uid == uid }?.name }
    package func localOffset(at time: Timestamp) -> Int { offsets.last { $0.from <= time }?.seconds ?? 0 }
}
