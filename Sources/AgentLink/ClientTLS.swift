import AgentCore
import BeckonIdentity
import NIOSSL

/// What a credential means for TLS: 1.3 only, the machine's certificate and key, and nobody believed but the trust bundle's authorities.
enum ClientTLS {
    /// - Throws: `.malformed` where the credential is not PEM of a certificate and authorities, or its key is another certificate's.
    static func context(for credential: AgentCredential) throws(LinkError) -> NIOSSLContext {
        do {
            let certified = try ClientCertificate(pem: credential.certificate).keyFingerprint
            guard certified == credential.key.fingerprint else {
                throw LinkError.malformed("the machine's certificate is for another key than the one beside it")
            }
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv13
            tls.maximumTLSVersion = .tlsv13
            tls.certificateVerification = .fullVerification
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(credential.trust.utf8)))
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(credential.certificate.utf8))
                .map { .certificate($0) }
            tls.privateKey = .privateKey(try privateKey(credential.key))
            return try NIOSSLContext(configuration: tls)
        } catch let error as LinkError {
            throw error
        } catch {
            throw .malformed("the machine's certificate, key or trust bundle cannot be read: \(error)")
        }
    }

    private static func privateKey(_ key: MachineKey) throws -> NIOSSLPrivateKey {
        switch key {
        case .file(let key): try NIOSSLPrivateKey(bytes: Array(key.pem.utf8), format: .pem)
        case .hardware(let key): NIOSSLPrivateKey(customPrivateKey: HardwareTLSKey(key: key))
        }
    }
}
