/// `POST /v1/certificate`, with the machine certificate in force; the answer is an `EnrollmentResponse`.
///
/// Idempotent by the key of the request: asking again with the same one is answered with the same certificate.
package struct RenewalRequest: Hashable, WireMessage {
    /// PEM. A new key, which proves possession and never leaves the machine.
    package let csr: String

    package init(csr: String) {
        self.csr = csr
    }

    package func validate() throws(WireError) {
        try Bounds.check(csr, "/csr", atMost: Bounds.csr)
    }
}
