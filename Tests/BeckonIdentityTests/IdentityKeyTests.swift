import BeckonIdentity
import TestSupport
import Testing

@Suite struct IdentityKeyTests {
    @Test func aKeyReadsBackFromItsPEM() throws {
        let key = IdentityKey()
        let again = try IdentityKey(pem: key.pem)
        #expect(again.fingerprint == key.fingerprint)
        #expect(again.pem == key.pem)
        #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n") && key.pem.hasSuffix("-----END PRIVATE KEY-----\n"))
        #expect(IdentityKey().fingerprint != key.fingerprint)
    }

    @Test func theFingerprintIsWhatOpenSSLComputesOfThePublicKey() throws {
        let directory = try TemporaryDirectory()
        let key = IdentityKey()
        try directory.write(key.pem, to: "key.pem")
        _ = try OpenSSL.run(["pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der"], in: directory)
        let digest = try OpenSSL.run(["dgst", "-sha256", "-r", "public.der"], in: directory)
        #expect(digest.text.hasPrefix(key.fingerprint + " "))
    }

    @Test func keysOfOpenSSLAreTakenInBothForms() throws {
        let directory = try TemporaryDirectory()
        let pkcs8 = try OpenSSL.run(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], in: directory)
        let sec1 = try OpenSSL.run(["ecparam", "-name", "prime256v1", "-genkey", "-noout"], in: directory)
        _ = try IdentityKey(pem: pkcs8.text)
        _ = try IdentityKey(pem: sec1.text)
    }

    @Test(arguments: [
        ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
        ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
        ["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        ["genpkey", "-algorithm", "ED25519"],
    ])
    func otherTypesOfKeyAreRefused(_ arguments: [String]) throws {
        let pem = try OpenSSL.run(arguments, in: TemporaryDirectory()).text
        expectRefusal(.unsupportedKeyType) { _ = try IdentityKey(pem: pem) }
    }

    @Test func whatIsNotOneKeyIsRefused() throws {
        let key = IdentityKey()
        let other = try OpenSSL.run(
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"], in: TemporaryDirectory()
        ).text
        for text in ["", "garbage", key.pem + key.pem, String(key.pem.dropLast(60)), try key.certificateRequest(), other] {
            expectRefusal(.invalidKey) { _ = try IdentityKey(pem: text) }
        }
        expectRefusal(.tooLarge) { _ = try IdentityKey(pem: key.pem + String(repeating: "\n", count: 20_000)) }
    }
}
