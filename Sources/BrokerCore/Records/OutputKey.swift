package import BeckonWire

/// Which octets: one stream of one attempt of one delivery.
package struct OutputKey: Hashable, Sendable {
    package let transaction: TransactionID
    package let machine: MachineID
    package let attempt: Int
    package let stream: OutputStream

    package init(transaction: TransactionID, machine: MachineID, attempt: Int, stream: OutputStream) {
        self.transaction = transaction
        self.machine = machine
        self.attempt = attempt
        self.stream = stream
    }
}
