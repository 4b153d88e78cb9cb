import BeckonIdentity
import Testing

@Suite struct PeerNameTests {
    static let id = "0190f3kq8v7z2m4n6p8r0t2w4y"

    @Test func aNameReadsBackFromItsURI() throws {
        let names: [PeerName] = [
            .zero(subscriber: "acme", id: "z-\(Self.id)"), .machine(subscriber: "a", id: "m-\(Self.id)"),
            .operator(subscriber: "a-1", name: "ci.deploy_2-x"), .operator(subscriber: "acme", name: "0"),
        ]
        for name in names {
            #expect(try PeerName(uri: name.uri) == name)
        }
        #expect(names[0].uri == "beckon://acme/zero/z-\(Self.id)")
        #expect(names[1].uri == "beckon://a/machine/m-\(Self.id)")
        #expect(names[2].uri == "beckon://a-1/operator/ci.deploy_2-x")
        #expect(names[2].subscriber == "a-1")
    }

    @Test(arguments: [
        "", "beckon://", "beckon:///zero/z-0190f3kq8v7z2m4n6p8r0t2w4y", "acme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4y",
        "BECKON://acme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4y", "beckon://Acme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4y",
        "beckon://acme/Zero/z-0190f3kq8v7z2m4n6p8r0t2w4y", "beckon://acme/zero/Z-0190f3kq8v7z2m4n6p8r0t2w4y",
        "beckon://acme/zero/z-0190F3KQ8V7Z2M4N6P8R0T2W4Y", "beckon://acme/zero/m-0190f3kq8v7z2m4n6p8r0t2w4y",
        "beckon://acme/machine/z-0190f3kq8v7z2m4n6p8r0t2w4y", "beckon://acme/zero/z-8190f3kq8v7z2m4n6p8r0t2w4y",
        "beckon://acme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4", "beckon://acme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4yy",
        "beckon://acme/zero/z-0190i3kq8v7z2m4n6p8r0t2w4y", "beckon://acme/zero/z-0190u3kq8v7z2m4n6p8r0t2w4y",
        "beckon://acme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4y/", "beckon://acme//z-0190f3kq8v7z2m4n6p8r0t2w4y",
        "beckon://acme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4y?x", "beckon://acme:1/zero/z-0190f3kq8v7z2m4n6p8r0t2w4y",
        "beckon://x@acme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4y", "beckon://%61cme/zero/z-0190f3kq8v7z2m4n6p8r0t2w4y",
        " beckon://acme/operator/alice", "beckon://acme/operator/", "beckon://acme/operator/Alice", "beckon://acme/operator/-a",
        "beckon://acme/operator/a-", "beckon://acme/operator/.", "beckon://acme/operator/a/b", "beckon://acme/operator/a b",
        "beckon://acme/operator/é", "beckon://acme/admin/alice", "beckon://acme/operator", "beckon://1acme/operator/alice",
        "beckon://-acme/operator/alice", "beckon://acme-/operator/alice", "beckon://ac_me/operator/alice",
    ])
    func anyOtherSpellingIsRefused(_ uri: String) {
        expectRefusal(.invalidName) { _ = try PeerName(uri: uri) }
    }

    @Test func aControlCharacterAtTheEndIsRefused() {
        for end in ["\n", "\0", "\r", "\t"] {
            expectRefusal(.invalidName) { _ = try PeerName(uri: "beckon://acme/operator/alice" + end) }
        }
    }

    @Test func lengthsAreBounded() throws {
        let longest = String(repeating: "a", count: 63)
        #expect(PeerName.isValidSubscriber(longest))
        #expect(!PeerName.isValidSubscriber(longest + "a"))
        #expect(PeerName.isValidOperator(longest + "a"))
        #expect(!PeerName.isValidOperator(longest + "aa"))
        let name = PeerName.operator(subscriber: longest, name: longest + "a")
        #expect(try PeerName(uri: name.uri) == name)
        expectRefusal(.invalidName) { _ = try PeerName(uri: "beckon://acme/operator/" + String(repeating: "a", count: 1 << 20)) }
    }

    @Test func anErrorQuotesAStrangersTextEscapedAndCut() {
        do throws(IdentityError) {
            _ = try PeerName(uri: "\u{1b}[2J\u{202e}" + String(repeating: "x", count: 500))
            Issue.record("accepted")
        } catch {
            #expect(error.message.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f })
            #expect(error.message.hasPrefix("\"\\x1b[2J\\xe2\\x80\\xae"))
            #expect(error.message.utf8.count < 300)
        }
    }
}
