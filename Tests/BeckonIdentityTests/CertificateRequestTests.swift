import BeckonIdentity
import Foundation
import TestSupport
import Testing

@Suite struct CertificateRequestTests {
    @Test func aRequestCarriesItsKeysFingerprint() throws {
        let key = IdentityKey()
        #expect(try CertificateRequest(pem: key.certificateRequest()).fingerprint == key.fingerprint)
    }

    @Test func openSSLFindsOurRequestValid() throws {
        let directory = try TemporaryDirectory()
        try directory.write(IdentityKey().certificateRequest(), to: "request.pem")
        let answer = try OpenSSL.run(["req", "-in", "request.pem", "-verify", "-noout"], in: directory)
        #expect(answer.status == 0 && answer.text.contains("verify OK"), "\(answer.text)")
    }

    @Test func aRequestOfOpenSSLIsTakenWhateverElseItAsksFor() throws {
        let directory = try TemporaryDirectory()
        let key = IdentityKey()
        try directory.write(key.pem, to: "key.pem")
        let answer = try OpenSSL.run(
            [
                "req", "-new", "-key", "key.pem", "-subj", "/CN=root/O=Globex", "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "subjectAltName=URI:beckon://globex/operator/root,DNS:localhost", "-out", "request.pem",
            ], in: directory)
        #expect(answer.status == 0, "\(answer.text)")
        let request = try CertificateRequest(pem: text(of: "request.pem", in: directory))
        #expect(request.fingerprint == key.fingerprint)

        // None of what it asks for ends up in the certificate.
        let identities = try TestIdentities()
        let issued = try identities.acme.issueClient(
            identities.acmeMachine.name, to: request, now: identities.now, lifetime: 60)
        #expect(try identities.verifier().verify(leafDER: issued.der, now: identities.now).name == identities.acmeMachine.name)
    }

    @Test(arguments: [
        ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"], ["ec", "-pkeyopt", "ec_paramgen_curve:P-521"], ["rsa:2048"], ["ed25519"],
    ])
    func otherTypesOfKeyAreRefused(_ key: [String]) throws {
        let directory = try TemporaryDirectory()
        _ = try OpenSSL.run(
            ["req", "-new", "-nodes", "-keyout", "key.pem", "-subj", "/CN=x", "-out", "request.pem", "-newkey"] + key,
            in: directory)
        let pem = try text(of: "request.pem", in: directory)
        expectRefusal(.unsupportedKeyType) { _ = try CertificateRequest(pem: pem) }
    }

    @Test func aRequestForAnothersKeyIsRefused() throws {
        let (mine, victim) = (IdentityKey(), IdentityKey())
        // The victim's public key in a request that we signed: swap the 65 octets of the point.
        let octets = try der(of: mine.certificateRequest())
        let own = try point(in: octets)
        let stolen = try der(of: victim.certificateRequest())
        var forged = octets
        forged.replaceSubrange(own, with: stolen[try point(in: stolen)])
        expectRefusal(.proofOfPossession) { _ = try CertificateRequest(pem: pem(of: forged)) }
    }

    @Test func aDamagedSignatureIsRefused() throws {
        var octets = try der(of: IdentityKey().certificateRequest())
        octets[octets.count - 1] ^= 0x01
        expectRefusal(.proofOfPossession) { _ = try CertificateRequest(pem: pem(of: octets)) }
    }

    @Test func whatIsNotOneRequestIsRefused() throws {
        let request = try IdentityKey().certificateRequest()
        let truncated = try pem(of: der(of: request).dropLast(10))
        let extended = try pem(of: der(of: request) + [0])
        let texts = [
            "", "garbage", request + request, IdentityKey().pem, truncated, extended, String(request.dropLast(30)),
            request + "-----BEGIN CERTIFICATE REQUEST-----\n", request + "-----BEGIN X-----y",
            request.replacing("CERTIFICATE REQUEST", with: "CERTIFICATE"),
        ]
        for text in texts {
            expectRefusal(.malformedRequest) { _ = try CertificateRequest(pem: text) }
        }
        expectRefusal(.tooLarge) { _ = try CertificateRequest(pem: String(repeating: "x", count: 16 * 1024 + 1)) }
    }

    private func text(of name: String, in directory: TemporaryDirectory) throws -> String {
        try String(contentsOfFile: directory.path(name), encoding: .utf8)
    }

    private func der(of pem: String) throws -> [UInt8] {
        let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return Array(try #require(Data(base64Encoded: body)))
    }

    private func pem(of der: some Collection<UInt8>) -> String {
        let body = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN CERTIFICATE REQUEST-----\n\(body)\n-----END CERTIFICATE REQUEST-----\n"
    }

    /// Where the uncompressed point stands: after its BIT STRING's header.
    private func point(in der: [UInt8]) throws -> Range<Int> {
        let header: [UInt8] = [0x03, 0x42, 0x00, 0x04]
        let start = try #require(der.indices.first { der[$0...].starts(with: header) })
        return (start + 3)..<(start + 3 + 65)
    }
}
