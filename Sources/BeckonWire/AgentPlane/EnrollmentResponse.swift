/// The unique identity of a machine, as enrolment answers it.
package struct EnrollmentResponse: Hashable, WireMessage {
    package let machine: MachineID
    /// PEM chain, the leaf first.
    package let certificate: String
    /// PEM bundle of broker authorities: whom the agent believes to be a broker.
    package let trust: String
    /// Seconds after which the broker wants the certificate renewed.
    package let renewIn: Int

    package init(machine: MachineID, certificate: String, trust: String, renewIn: Int) {
        self.machine = machine
        self.certificate = certificate
        self.trust = trust
        self.renewIn = renewIn
    }
}
