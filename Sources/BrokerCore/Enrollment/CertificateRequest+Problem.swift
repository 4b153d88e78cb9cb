import BeckonIdentity
import BeckonWire

extension CertificateRequest {
    /// Reads the request in a message's member `/csr`.
    init(csr pem: String) throws(Problem) {
        do {
            try self.init(pem: pem)
        } catch {
            throw Problem(.badRequest, "/csr: \(error)", hint: error.hint, members: ["pointer": "/csr"])
        }
    }
}
