import BeckonIdentity
import TestSupport
import Testing

@Suite struct ZeroFileTests {
    let identities: TestIdentities
    let file: ZeroFile
    static let brokers = ["https://broker.example.com:7443", "https://192.0.2.7:7443", "https://[::1]:7443", "https://b"]

    init() throws {
        identities = try TestIdentities()
        file = try identities.zeroFile(identities.acmeZero, brokers: Self.brokers)
    }

    @Test func aFileReadsBackFromItsText() throws {
        let again = try ZeroFile(text: file.text)
        #expect(again == file)
        #expect(again.brokers == Self.brokers)
        #expect(again.certificate == identities.acmeZero.certificate.pem)
        #expect(again.key == identities.acmeZero.key.pem)
        #expect(again.trust == identities.trust)
        #expect(again.identity.name == identities.acmeZero.name)
        #expect(file.text.hasPrefix("broker: https://broker.example.com:7443\nbroker: "))
    }

    @Test func remarksAndWindowsLineEndsAreNoHindrance() throws {
        #expect(try ZeroFile(text: "For the web servers.\n\n" + file.text) == file)
        #expect(try ZeroFile(text: file.text.replacing("\n", with: "\r\n")) == file)
    }

    @Test func openSSLReadsTheFileAsItIs() throws {
        let directory = try TemporaryDirectory()
        try directory.write(file.text, to: "acme.zero")
        #expect(try OpenSSL.run(["x509", "-in", "acme.zero", "-noout"], in: directory).status == 0)
        #expect(try OpenSSL.run(["pkey", "-in", "acme.zero", "-noout"], in: directory).status == 0)
    }

    @Test(arguments: [
        "", "http://b", "https://", "https://b:0", "https://b:65536", "https://b:+1", "https://b:", "https://b/path",
        "https://b?x",
        "https://u@b", "https://b b", "https://[::1", "https://::1", "b:7443", " https://b",
    ])
    func whatIsNoBrokersAddressIsRefused(_ broker: String) {
        expectRefusal(.malformedZeroFile) { _ = try identities.zeroFile(identities.acmeZero, brokers: [broker]) }
    }

    @Test func anAddressIsOneLine() {
        expectRefusal(.malformedZeroFile) {
            _ = try identities.zeroFile(identities.acmeZero, brokers: ["https://b:7443\nbroker: https://c"])
        }
    }

    @Test func everyPartMustBeThere() throws {
        let lines = "broker: https://b\n"
        let (certificate, key, trust) = (file.certificate, file.key, file.trust)
        let broken = [
            "", lines, certificate + key + trust, lines + key + trust, lines + certificate + trust, lines + certificate + key,
            lines + key + certificate + trust, lines + certificate + key + key, lines + certificate + key + certificate,
            lines + certificate + key + trust + "-----BEGIN CERTIFICATE-----\n", certificate + lines + key + trust,
            String(repeating: lines, count: 17) + certificate + key + trust,
            lines + certificate + key + String(repeating: trust, count: 17),
        ]
        for text in broken {
            expectRefusal(text.hasSuffix(file.certificate) ? .malformedAuthority : .malformedZeroFile) {
                _ = try ZeroFile(text: text)
            }
        }
        expectRefusal(.tooLarge) { _ = try ZeroFile(text: String(repeating: "\n", count: 64 * 1024) + file.text) }
    }

    @Test func subscribersAuthoritiesAreNeverTrusted() {
        expectRefusal(.malformedZeroFile) {
            _ = try ZeroFile(
                brokers: ["https://b"], certificate: file.certificate, key: file.key, trust: identities.acme.certificatePEM)
        }
    }

    @Test func itHoldsAZeroCertificateAndItsOwnKey() {
        expectRefusal(.malformedZeroFile) { _ = try identities.zeroFile(identities.acmeMachine, brokers: ["https://b"]) }
        expectRefusal(.keyMismatch) {
            _ = try ZeroFile(
                brokers: ["https://b"], certificate: file.certificate, key: IdentityKey().pem, trust: file.trust)
        }
    }
}
