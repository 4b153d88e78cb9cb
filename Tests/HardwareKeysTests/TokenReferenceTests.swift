import BeckonIdentity
import Testing

@testable import HardwareKeys

@Suite struct TokenReferenceTests {
    @Test func aTokenIsNamedByItsLabel() throws {
        let text = "pkcs11:token=my%20token;serial=0a1b?module-path=/usr/lib/x.so&pin-source=file:/etc/beckon/pin"
        guard case .token(let reference) = try KeyReference(text) else { return #expect(Bool(false)) }
        #expect(reference.token == "my token" && reference.serial == "0a1b" && !reference.namesKey)
        #expect(reference.modulePath == "/usr/lib/x.so" && reference.pinFile == "/etc/beckon/pin")
    }

    @Test func aKeyIsNamedByItsIDOrLabel() throws {
        let reference = try TokenReference("pkcs11:token=a;object=web;id=%00%01Ab;type=private?pin-source=file:///pin")
        #expect(reference.id == [0, 1, 0x41, 0x62] && reference.object == "web" && reference.pinFile == "/pin")
        #expect(reference.namesKey && !reference.tokenOnly.namesKey)
    }

    @Test(arguments: [
        "pkcs11:token=a", "pkcs11:token=a%3bb%3f%20%c3%bc;manufacturer=m;model=o;serial=1;id=%00%ff;object=x%2fy",
        "pkcs11:serial=1;id=%01?module-path=/a%20b.so&pin-source=file:/p",
    ]) func whatIsWrittenIsReadAgain(_ text: String) throws {
        let reference = try TokenReference(text)
        #expect(try TokenReference("\(reference)") == reference)
    }

    @Test func thePathToATokenIsNoPartOfAKeysName() throws {
        let reference = try TokenReference("pkcs11:token=a;id=%01?module-path=/x.so&pin-source=file:/p")
        #expect("\(reference.withoutQuery)" == "pkcs11:token=a;id=%01")
    }

    @Test func aPINIsRefusedAndNotRepeated() {
        let error = #expect(throws: IdentityError.self) { try KeyReference("pkcs11:token=a?pin-value=hunter2") }
        #expect(error?.code == .invalidKeyReference && error?.description.contains("hunter2") == false)
        #expect(error?.description.contains("pin-source=file:") == true)
    }

    @Test(arguments: [
        ("", "begins with"), ("pkcs11", "begins with"), ("file:/x", "begins with"), ("PKCS11:token=a", "begins with"),
        ("pkcs11:", "names no token"), ("pkcs11:object=a", "names no token"), ("pkcs11:token=", "empty"),
        ("pkcs11:token", "NAME=VALUE"), ("pkcs11:token=a;", "NAME=VALUE"), ("pkcs11:token=a;token=b", "twice"),
        ("pkcs11:token=a%2", "percent-encoded"), ("pkcs11:token=a%zz", "percent-encoded"),
        ("pkcs11:token=a b", "percent-encoded"),
        ("pkcs11:token=a%00", "percent-encoded"), ("pkcs11:token=%ff", "UTF-8"), ("pkcs11:token=a%0ab", "control"),
        ("pkcs11:token=abcdefghijabcdefghijabcdefghijabc", "longer"), ("pkcs11:token=a;slot-id=1", "slot-id is not understood"),
        ("pkcs11:token=a;type=public", "private"), ("pkcs11:token=a;module-path=/x", "question mark"),
        ("pkcs11:token=a?module-path=x.so", "absolute"), ("pkcs11:token=a?module-name=x", "not understood"),
        ("pkcs11:token=a?pin-source=%7Ccat", "not a file"), ("pkcs11:token=a?pin-source=file:pin", "absolute"),
        ("pkcs11:token=a?pin-source=file://host/pin", "absolute"), ("pkcs11:token=a?", "NAME=VALUE"),
        ("pkcs11:token=a?object=b", "not understood"), ("pkcs11:token=a?x=1?y=2", "percent-encoded"),
    ]) func whatIsNotUnderstoodIsRefused(_ text: String, _ reason: String) {
        let error = #expect(throws: IdentityError.self) { try KeyReference(text) }
        #expect(
            error?.code == .invalidKeyReference && error?.message.contains(reason) == true,
            "\(text): \(String(describing: error))")
    }

    @Test func aReferenceIsBounded() {
        #expect(throws: IdentityError.self) { try KeyReference("pkcs11:token=a;id=" + String(repeating: "a", count: 5000)) }
        #expect(throws: IdentityError.self) { try KeyReference("pkcs11:token=a;id=" + String(repeating: "a", count: 300)) }
    }
}
