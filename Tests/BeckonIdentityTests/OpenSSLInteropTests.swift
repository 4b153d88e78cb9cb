import BeckonIdentity
import Foundation
import TestSupport
import Testing

/// What a stranger's tools make of our certificates.
@Suite struct OpenSSLInteropTests {
    let identities: TestIdentities
    let directory: TemporaryDirectory

    init() throws {
        identities = try TestIdentities()
        directory = try TemporaryDirectory()
        try directory.write(identities.acme.certificatePEM, to: "acme.pem")
        try directory.write(identities.globex.certificatePEM, to: "globex.pem")
        try directory.write(identities.brokerAuthority.certificatePEM, to: "broker.pem")
        try directory.write(identities.acmeMachine.certificate.pem, to: "machine.pem")
        try directory.write(identities.serverCertificate.pem, to: "server.pem")
    }

    private func verify(_ leaf: String, under root: String, _ arguments: String...) throws -> OpenSSL.Answer {
        try OpenSSL.run(
            ["verify", "-x509_strict", "-no-CAfile", "-no-CApath", "-no-CAstore", "-CAfile", root] + arguments + [leaf],
            in: directory)
    }

    private func text(_ file: String) throws -> String {
        try OpenSSL.run(["x509", "-in", file, "-noout", "-text"], in: directory).text
            .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
    }

    @Test func clientsAndServersVerifyForTheirOwnPurposeUnderTheirOwnRoot() throws {
        let client = try verify("machine.pem", under: "acme.pem", "-purpose", "sslclient")
        #expect(client.status == 0, "\(client.text)")
        let server = try verify("server.pem", under: "broker.pem", "-purpose", "sslserver", "-verify_hostname", "localhost")
        #expect(server.status == 0, "\(server.text)")
        let address = try verify("server.pem", under: "broker.pem", "-purpose", "sslserver", "-verify_ip", "::1")
        #expect(address.status == 0, "\(address.text)")

        #expect(try verify("machine.pem", under: "acme.pem", "-purpose", "sslserver").status != 0)
        #expect(try verify("server.pem", under: "broker.pem", "-purpose", "sslclient").status != 0)
        #expect(try verify("machine.pem", under: "globex.pem").status != 0)
        #expect(try verify("machine.pem", under: "broker.pem").status != 0)
        #expect(try verify("server.pem", under: "broker.pem", "-verify_hostname", "example.com").status != 0)
    }

    @Test func aClientCertificateSaysWhatTheProtocolSays() throws {
        let text = try text("machine.pem")
        #expect(text.contains("X509v3 Subject Alternative Name: critical\nURI:\(identities.acmeMachine.name.uri)\n"))
        #expect(text.contains("X509v3 Extended Key Usage:\nTLS Web Client Authentication\n"))
        #expect(text.contains("X509v3 Key Usage: critical\nDigital Signature\n"))
        #expect(text.contains("X509v3 Basic Constraints: critical\nCA:FALSE\n"))
        #expect(text.contains("ASN1 OID: prime256v1") && text.contains("Signature Algorithm: ecdsa-with-SHA256"))
        #expect(text.contains("Subject:\n"), "the subject is empty")
    }

    @Test func aServerCertificateSaysWhatTheProtocolSays() throws {
        let text = try text("server.pem")
        let names = "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"
        #expect(text.contains("X509v3 Subject Alternative Name: critical\n\(names)\n"))
        #expect(text.contains("X509v3 Extended Key Usage:\nTLS Web Server Authentication\n"))
    }

    @Test func aSubscribersAuthoritySaysWhatTheProtocolSays() throws {
        let text = try text("acme.pem")
        #expect(text.contains("X509v3 Basic Constraints: critical\nCA:TRUE, pathlen:0\n"))
        #expect(text.contains("X509v3 Key Usage: critical\nCertificate Sign, CRL Sign\n"))
        #expect(text.contains("X509v3 Name Constraints: critical\nExcluded:\n"))
        #expect(text.contains("IP:0.0.0.0/0.0.0.0") && text.contains("IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0"))
        #expect(text.contains("Subject: O = Beckon, OU = subscriber authority, CN = acme"))
        #expect(try self.text("broker.pem").contains("X509v3 Basic Constraints: critical\nCA:TRUE, pathlen:0\n"))
    }

    @Test(arguments: [ForgedCertificate.Name.dns("localhost"), .dns("acme")])
    func aSubscribersAuthorityCannotVouchForAServer(_ name: ForgedCertificate.Name) throws {
        var forged = ForgedCertificate(identities.acmeMachine.name, now: identities.now)
        forged.names = [name]
        forged.usages = [.server]
        try Data(forged.signed(by: identities.acme)).write(to: URL(filePath: directory.path("forged.der")))
        let converted = try OpenSSL.run(["x509", "-inform", "DER", "-in", "forged.der", "-out", "forged.pem"], in: directory)
        #expect(converted.status == 0, "\(converted.text)")
        let answer = try verify("forged.pem", under: "acme.pem")
        #expect(answer.status != 0 && answer.text.contains("excluded subtree violation"), "\(answer.text)")
    }

    @Test func serialAndFingerprintsAreOpenSSLs() throws {
        let machine = identities.acmeMachine.certificate
        let answer = try OpenSSL.run(
            ["x509", "-in", "machine.pem", "-noout", "-serial", "-fingerprint", "-sha256"], in: directory)
        let plain = answer.text.lowercased().replacing(":", with: "")
        #expect(plain.contains("serial=\(machine.serial)\n") && plain.contains("fingerprint=\(machine.fingerprint)\n"))
    }
}
