import AgentCore
import BeckonIdentity
import NIOCore
import NIOSSL

/// A key in a token or TPM, as TLS takes it: the handshake waits while the device signs, and the event loop does not.
struct HardwareTLSKey: NIOSSLCustomPrivateKey, Hashable {
    let key: any HardwareKey

    var signatureAlgorithms: [SignatureAlgorithm] { [.ecdsaSecp256R1Sha256] }

    func sign(channel: any Channel, algorithm: SignatureAlgorithm, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeFutureWithTask {
            ByteBuffer(bytes: try await key.signature(of: Array(data.readableBytesView)))
        }
    }

    func decrypt(channel: any Channel, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeFailedFuture(IdentityError(.invalidKey, "a P-256 key decrypts nothing"))
    }

    static func == (left: Self, right: Self) -> Bool { left.key.reference == right.key.reference }
    func hash(into hasher: inout Hasher) { hasher.combine(key.reference) }
}
