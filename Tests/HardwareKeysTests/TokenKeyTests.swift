import AgentCore
import BeckonIdentity
import Logging
import Crypto
import Foundation
import Glibc
import TestSupport
import Testing

@testable import HardwareKeys

/// Keys in SoftHSM. One at a time: the module and its variable belong to the whole process.
@Suite(.serialized, .enabled(if: SoftHSM.missing == nil, "SoftHSM: \(SoftHSM.missing ?? "")"))
struct TokenKeyTests {
    private static let surroundings = DeviceSurroundings()
    private let device: SoftHSM
    private let directory: TemporaryDirectory

    init() throws {
        device = try SoftHSM()
        directory = try TemporaryDirectory()
        try Self.surroundings.use(device.environment)
        try device.makeToken("acme")
    }

    private func store(_ reference: String? = nil) throws -> HardwareKeyStore {
        try HardwareKeyStore(
            reference: reference ?? device.reference("acme"), directory: directory.path, log: Logger(label: "test"))
    }

    @Test func aNewKeyProvesItselfAndIsFoundAgain() async throws {
        let made = try await store().make()
        let request = try CertificateRequest(pem: await made.certificateRequest())
        #expect(request.fingerprint == made.fingerprint)
        guard case .reference(let text) = made.stored else { return #expect(Bool(false)) }
        #expect(text.hasPrefix("pkcs11:token=acme;id=%") && !text.contains("pin") && !text.contains("module"))

        let found = try await store().open(made.stored)
        #expect(found.fingerprint == made.fingerprint)
        try await expectSigns(found)
    }

    @Test func eachKeyIsNewAndOnlyTheKeptOnesStay() async throws {
        let store = try store()
        let (first, second, third) = try await (store.make(), store.make(), store.make())
        #expect(Set([first, second, third].map(\.fingerprint)).count == 3)
        #expect(try device.objects() == 6)
        // By another life of the agent, which knows them from the data directory.
        try await self.store().drop(allBut: [second.stored, third.stored])
        #expect(try device.objects() == 4)
        let error = await #expect(throws: IdentityError.self) { try await store.open(first.stored) }
        #expect(error?.code == .notFound && error?.message.contains("no such P-256 key") == true)
        try await expectSigns(store.open(second.stored))
    }

    @Test func eachRenewalHasANewKeyAndLeavesNoneBehind() async throws {
        let fingerprints = try await Renewals(in: directory, keys: store()).run(4)
        #expect(Set(fingerprints).count == 4)
        #expect(try device.objects() == 2)
    }

    @Test func whatIsSomebodyElsesStays() async throws {
        try device.importKey(IdentityKey().pem, token: "acme", label: "theirs", id: "aa")
        let made = try await store().make()
        try await store().drop(allBut: [made.stored])
        #expect(try device.objects() == 4)
    }

    @Test func aKeyThatACrashLeftBehindIsDropped() async throws {
        // What is written down before the key is made.
        try directory.write("pkcs11:token=acme;id=%01%02\n", to: "made-keys")
        try device.importKey(IdentityKey().pem, token: "acme", label: "left", id: "0102")
        let made = try await store().make()
        try await store().drop(allBut: [made.stored])
        #expect(try device.objects() == 2)
    }

    @Test(arguments: [";object=mine", ";id=%0a%0b", ";id=%0a%0b;object=mine"])
    func anAdminsKeyIsUsedAndNeverReplaced(_ name: String) async throws {
        let key = IdentityKey()
        try device.importKey(key.pem, token: "acme", label: "mine", id: "0a0b")
        let store = try store(device.reference("acme", key: name))
        for _ in 0..<2 {
            let made = try await store.make()
            #expect(made.fingerprint == key.fingerprint)
            try await expectSigns(made)
        }
        try await store.drop(allBut: [])
        #expect(try device.objects() == 2)
    }

    @Test func aKeyInAFileServesUntilTheNextRenewal() async throws {
        let key = IdentityKey()
        #expect(try await store().open(.pem(key.pem)).fingerprint == key.fingerprint)
    }

    // MARK: what can be wrong

    @Test func aTokenThatIsGoneIsSaidAndFoundAgain() async throws {
        let store = try store()
        let key = try await store.make()
        try device.setPluggedIn(false)
        for attempt in [{ _ = try await store.open(key.stored) }, { _ = try await store.make() }, { try await expectSigns(key) }]
        {
            try await expectUnavailable("there is no such token", attempt)
        }
        #expect(try directory.contents() == ["made-keys"])
        try device.setPluggedIn(true)
        try await expectSigns(key)
    }

    @Test func anotherTokenIsNoSubstitute() async throws {
        try await expectUnavailable("there is no such token (those that are there: acme)") {
            _ = try await store(device.reference("other")).make()
        }
    }

    @Test func aWrongPINIsTriedOnce() async throws {
        let store = try store()
        let key = try await store.make()
        try device.writePIN("wrong-pin")
        for _ in 0..<2 { try await expectUnavailable("the PIN in \(device.pinFile) is wrong") { try await expectSigns(key) } }
        try device.writePIN(SoftHSM.pin)
        try await expectSigns(key)
    }

    @Test func aPINThatOthersCanReadIsRefused() async throws {
        chmod(device.pinFile, 0o644)
        let error = await #expect(throws: IdentityError.self) { try await store().make() }
        #expect(error?.code == .notPrivate && error?.message.contains(device.pinFile) == true)
    }

    @Test func aTokenThatWantsAPINSaysSo() async throws {
        try await expectUnavailable("the token wants a PIN") {
            _ = try await store("pkcs11:token=acme?module-path=\(SoftHSM.module)").make()
        }
    }

    @Test(arguments: [("/nowhere/module.so", "/nowhere/module.so"), ("/lib/x86_64-linux-gnu/libm.so.6", "no PKCS #11 module")])
    func aModuleThatIsNoneIsSaid(_ path: String, _ reason: String) async throws {
        try await expectUnavailable(reason) { _ = try await store("pkcs11:token=acme?module-path=\(path)").make() }
    }

    @Test func aReferenceWithoutAModuleIsRefusedAtOnce() {
        let error = #expect(throws: IdentityError.self) { try store("pkcs11:token=acme") }
        #expect(error?.code == .invalidKeyReference && error?.description.contains("module-path") == true)
    }

    @Test func twoKeysOfOneNameAreRefused() async throws {
        for id in ["01", "02"] { try device.importKey(IdentityKey().pem, token: "acme", label: "twin", id: id) }
        try await expectUnavailable("2 keys") { _ = try await store(device.reference("acme", key: ";object=twin")).make() }
    }
}
