package import BeckonWire

/// A machine whose certificate was verified for this very request.
package struct MachineCaller: Hashable, Sendable {
    package let machine: MachineID
    package let subscriber: String
    /// From where, where it is known.
    package let address: String?

    package init(machine: MachineID, subscriber: String, address: String? = nil) {
        self.machine = machine
        self.subscriber = subscriber
        self.address = address
    }
}

/// A holder of a zero certificate, verified for this very request.
package struct ZeroCaller: Hashable, Sendable {
    package let zeroCertificate: ZeroCertificateID
    package let subscriber: String
    /// From where, where it is known.
    package let address: String?

    package init(zeroCertificate: ZeroCertificateID, subscriber: String, address: String? = nil) {
        self.zeroCertificate = zeroCertificate
        self.subscriber = subscriber
        self.address = address
    }
}
