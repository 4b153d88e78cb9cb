package import BeckonWire
package import BrokerCore

extension MachineCaller {
    /// For what does not look at the certificate.
    package init(machine: MachineID, subscriber: String) {
        self.init(
            machine: machine, subscriber: subscriber, serial: "00", keyFingerprint: "key",
            expiresAt: Records.noon.adding(seconds: 86_400), connectedAt: Records.noon, connection: 1)
    }
}
