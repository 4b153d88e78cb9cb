package import BeckonWire

/// A machine whose certificate was verified for this very request.
package struct MachineCaller: Hashable, Sendable {
    package let machine: MachineID
    package let subscriber: String

    package init(machine: MachineID, subscriber: String) {
        self.machine = machine
        self.subscriber = subscriber
    }
}

/// A holder of a zero certificate, verified for this very request.
package struct ZeroCaller: Hashable, Sendable {
    package let zeroCertificate: ZeroCertificateID
    package let subscriber: String

    package init(zeroCertificate: ZeroCertificateID, subscriber: String) {
        self.zeroCertificate = zeroCertificate
        self.subscriber = subscriber
    }
}

/// An operator whose credential was verified for this very request.
package struct OperatorCaller: Hashable, Sendable {
    package let name: String
    package let subscriber: String

    package init(name: String, subscriber: String) {
        self.name = name
        self.subscriber = subscriber
    }
}
