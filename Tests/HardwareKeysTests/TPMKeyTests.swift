import AgentCore
import BeckonIdentity
import Logging
import TestSupport
import Testing

@testable import HardwareKeys

/// Keys in a TPM in software. One at a time: which TPM there is, is a variable of the whole process.
@Suite(.serialized, .enabled(if: SoftTPM.missing == nil, "a TPM in software: \(SoftTPM.missing ?? "")"))
struct TPMKeyTests {
    private static let surroundings = DeviceSurroundings()
    private let device: SoftTPM
    private let directory: TemporaryDirectory

    init() throws {
        device = try SoftTPM()
        directory = try TemporaryDirectory()
        try Self.surroundings.use(device.environment)
    }

    private func store(_ reference: String = "tpm2:owner") throws -> HardwareKeyStore {
        try HardwareKeyStore(reference: reference, directory: directory.path, log: Logger(label: "test"))
    }

    @Test func aNewKeyProvesItselfAndIsFoundAgain() async throws {
        let made = try await store().make()
        let request = try CertificateRequest(pem: await made.certificateRequest())
        #expect(request.fingerprint == made.fingerprint)
        guard case .reference(let text) = made.stored else { return #expect(Bool(false)) }
        #expect(text.hasPrefix("tpm2:data,") && text.utf8.count < StoredKey.referenceLimit)

        let found = try await store().open(made.stored)
        #expect(found.fingerprint == made.fingerprint)
        try await expectSigns(found)
        // The TPM has room for three keys: many uses leave none behind.
        for _ in 0..<8 { try await expectSigns(found) }
        #expect(try directory.contents() == [])
    }

    @Test func eachKeyIsNewAndSurvivesTheTPMsRestart() async throws {
        let store = try store()
        let (first, second) = try await (store.make(), store.make())
        #expect(first.fingerprint != second.fingerprint)
        device.stop()
        try device.start()
        try await expectSigns(first)
        try await expectSigns(store.open(second.stored))
    }

    @Test func eachRenewalHasANewKey() async throws {
        #expect(Set(try await Renewals(in: directory, keys: store()).run(4)).count == 4)
    }

    @Test func anAdminsKeyIsCertifiedAnewWithEachRenewal() async throws {
        let path = try device.makeKeyFile()
        #expect(Set(try await Renewals(in: directory, keys: store("tpm2:\(path)")).run(3)).count == 1)
    }

    @Test func keysAreMadeBelowAParent() async throws {
        try device.persistParent(at: "0x81000001")
        let store = try store("tpm2:parent=0x81000001")
        try await expectSigns(store.open(store.make().stored))
    }

    @Test func anAdminsKeyAtAHandleIsUsedAndNeverReplaced() async throws {
        try device.persistKey(at: "0x81000002")
        let store = try store("tpm2:0x81000002")
        let (first, second) = try await (store.make(), store.make())
        #expect(first.fingerprint == second.fingerprint && first.stored == .reference("tpm2:0x81000002"))
        try await expectSigns(first)
        try await store.drop(allBut: [])
        try await expectSigns(first)
    }

    @Test func anAdminsKeyInAFileIsUsed() async throws {
        let path = try device.makeKeyFile()
        let store = try store("tpm2:\(path)")
        try await expectSigns(store.open(store.make().stored))
    }

    // MARK: what can be wrong

    @Test func aTPMThatIsGoneIsSaidAndFoundAgain() async throws {
        let store = try store()
        let key = try await store.make()
        device.stop()
        try await expectUnavailable("the TPM cannot be reached") { _ = try await store.open(key.stored) }
        try await expectUnavailable("tpm2:owner: the TPM cannot be reached") { _ = try await store.make() }
        try await expectUnavailable("the TPM cannot be reached") { try await expectSigns(key) }
        #expect(try directory.contents() == [])
        try device.start()
        try await expectSigns(key)
    }

    @Test func anotherTPMCannotUseTheKey() async throws {
        let key = try await store().make()
        let other = try SoftTPM()
        try Self.surroundings.use(other.environment)
        try await expectUnavailable("tpm2:data,") { try await expectSigns(store().open(key.stored)) }
    }

    @Test func aHandleWithoutAKeyIsSaid() async throws {
        try await expectUnavailable("tpm2:0x81000009: the TPM does not know this key") {
            _ = try await store("tpm2:0x81000009").make()
        }
    }

    @Test func aKeyThatNeedsNoTPMIsRefused() async throws {
        let path = try directory.write(IdentityKey().pem, to: "key.pem")
        let error = await #expect(throws: IdentityError.self) { try await store("tpm2:\(path)").make() }
        #expect(error?.code == .invalidKey && error?.message.contains(path) == true)
    }

    @Test func aFileThatIsNotThereIsSaid() async throws {
        let error = await #expect(throws: IdentityError.self) { try await store("tpm2:/nowhere/key.tss").make() }
        #expect(error?.code == .notFound && error?.message.contains("/nowhere/key.tss") == true)
    }

    @Test func aKeyWithAPasswordIsNotAskedForOnATerminal() async throws {
        let path = try device.makeKeyFile(password: "secret")
        try await expectUnavailable(path) { try await expectSigns(store("tpm2:\(path)").make()) }
    }
}
