import BeckonIdentity
import Crypto
import TestSupport
import Testing

/// A key that does not show itself, as one in a token or TPM.
private struct Device: SigningKey {
    private let key = P256.Signing.PrivateKey()
    var isGone = false

    var publicKeyDER: [UInt8] { Array(key.publicKey.derRepresentation) }

    func signature(of message: [UInt8]) async throws(IdentityError) -> [UInt8] {
        guard !isGone, let signature = try? key.signature(for: message) else {
            throw IdentityError(.keyUnavailable, "the token is gone")
        }
        return Array(signature.derRepresentation)
    }
}

@Suite struct SigningKeyTests {
    @Test func aRequestProvesPossessionOfAKeyThatStaysInItsDevice() async throws {
        let device = Device()
        let request = try CertificateRequest(pem: await device.certificateRequest())
        #expect(request.fingerprint == device.fingerprint)
    }

    @Test func aDeviceThatIsGoneIsSaid() async {
        let error = await #expect(throws: IdentityError.self) { try await Device(isGone: true).certificateRequest() }
        #expect(error?.code == .keyUnavailable)
    }
}
