import BeckonIdentity
import TestSupport
import Testing

/// Seeded random damage to what strangers send: it may be refused in any way, but nothing traps.
@Suite struct ParserFuzzTests {

    private static func damaged(_ octets: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var octets = octets
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !octets.isEmpty {
            let place = Int.random(in: 0..<octets.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: octets[place] = .random(in: .min ... .max, using: &generator)
            case 1: octets[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: octets[place] = [0x00, 0x7f, 0x80, 0x84, 0xff].randomElement(using: &generator) ?? 0
            case 3: octets.removeSubrange(place..<min(octets.count, place + .random(in: 1...16, using: &generator)))
            case 4: octets.insert(contentsOf: octets[place..<min(octets.count, place + 12)], at: place)
            default: octets.removeLast(octets.count - place)
            }
        }
        return octets
    }

    private static func damage(_ original: [UInt8], times: Int, seed: UInt64, _ parse: ([UInt8]) throws -> Void) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<times {
            // An error is as good as a value here.
            try? parse(damaged(original, &generator))
        }
    }

    private static func text(_ octets: [UInt8]) -> String { String(decoding: octets, as: UTF8.self) }

    @Test(arguments: [1, 2, 3] as [UInt64]) func certificates(seed: UInt64) throws {
        let identities = try TestIdentities()
        let verifier = try identities.verifier()
        let authentic = identities.acmeMachine.certificate.der
        Self.damage(authentic, times: 1500, seed: seed) { octets in
            _ = try? ClientCertificate(der: octets)
            _ = try? PeerVerifier(authorities: ["acme": [octets]])
            // Damage never goes unnoticed: the signature covers everything that is read.
            if octets != authentic, let peer = try? verifier.authenticate(leafDER: octets) {
                #expect(peer.name == identities.acmeMachine.name && peer.serial == identities.acmeMachine.certificate.serial)
            }
        }
        Self.damage(identities.acme.certificateDER, times: 1500, seed: seed) { octets in
            _ = try PeerVerifier(authorities: ["acme": [octets]])
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func texts(seed: UInt64) throws {
        let identities = try TestIdentities()
        let key = IdentityKey()
        Self.damage(Array(try key.certificateRequest().utf8), times: 1500, seed: seed) {
            _ = try CertificateRequest(pem: Self.text($0))
        }
        Self.damage(Array(key.pem.utf8), times: 1500, seed: seed) { _ = try IdentityKey(pem: Self.text($0)) }
        let file = try identities.zeroFile(identities.acmeZero, brokers: ["https://broker.example.com:7443"])
        Self.damage(Array(file.text.utf8), times: 1500, seed: seed) { _ = try ZeroFile(text: Self.text($0)) }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func names(seed: UInt64) throws {
        let identities = try TestIdentities()
        for identity in [identities.acmeZero, identities.acmeMachine, identities.acmeOperator] {
            Self.damage(Array(identity.name.uri.utf8), times: 3000, seed: seed) { octets in
                let uri = Self.text(octets)
                // What is accepted is spelled as it would be written.
                let name = try PeerName(uri: uri)
                #expect(Array(name.uri.utf8) == Array(uri.utf8))
            }
        }
    }
}
