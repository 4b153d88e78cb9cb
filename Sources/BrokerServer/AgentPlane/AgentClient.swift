import BeckonIdentity
import BeckonWire
import BrokerCore

/// Who is at the other end of a connection of the agent plane.
struct AgentClient: Sendable {
    let name: PeerName
    let serial: String
    let keyFingerprint: String
    let expiresAt: Timestamp
    let connectedAt: Timestamp
    /// Tells the connection from every other of this process.
    let connection: Int
    /// Without a port; nil where it is not known.
    let address: String?

    func caller(_ machine: MachineID, of subscriber: String) -> MachineCaller {
        MachineCaller(
            machine: machine, subscriber: subscriber, serial: serial, keyFingerprint: keyFingerprint, expiresAt: expiresAt,
            connectedAt: connectedAt, connection: connection, address: address)
    }
}

extension AgentClient {
    init(_ peer: VerifiedPeer, connectedAt: Timestamp, connection: Int, address: String?) {
        self.init(
            name: peer.name, serial: peer.serial, keyFingerprint: peer.keyFingerprint, expiresAt: Timestamp(peer.notAfter),
            connectedAt: connectedAt, connection: connection, address: address)
    }
}
