import BeckonIdentity
import Testing

@testable import HardwareKeys

@Suite struct TPMReferenceTests {
    @Test(arguments: [
        ("tpm2:owner", TPMReference.place(parent: nil)), ("tpm2:parent=0x81000001", .place(parent: 0x8100_0001)),
        ("tpm2:0x81000002", .handle(0x8100_0002)), ("tpm2:/etc/beckon/key.tss", .file("/etc/beckon/key.tss")),
        ("tpm2:data,MIHw+/A=", .wrapped("MIHw+/A=")),
    ]) func eachFormIsReadAndWritten(_ text: String, _ expected: TPMReference) throws {
        #expect(try KeyReference(text) == .tpm(expected))
        #expect("\(expected)" == text)
    }

    @Test(arguments: [
        "tpm2:", "tpm2:key.tss", "tpm2:0x81", "tpm2:0x01000001", "tpm2:0x8100000g", "tpm2:+0x8100001", "tpm2:parent=81000001",
        "tpm2:data,", "tpm2:data,a b", "tpm2:/a\nb", "tpm2:owner?x=1", "tpm2",
    ]) func whatIsNotUnderstoodIsRefused(_ text: String) {
        let error = #expect(throws: IdentityError.self) { try KeyReference(text) }
        #expect(error?.code == .invalidKeyReference)
    }
}
