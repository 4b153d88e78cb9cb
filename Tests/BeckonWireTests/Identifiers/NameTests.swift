import BeckonWire
import Testing

@Suite struct NameTests {
    @Test(arguments: ["a", "acme", "a-1", "a--b", "a" + String(repeating: "b", count: 62)]) func subscribers(_ name: String) {
        #expect(Name.isSubscriber(name))
    }

    @Test(arguments: ["", "1a", "-a", "a-", "A", "a_b", "a.b", "á", "a\n", " a", "a" + String(repeating: "b", count: 63)])
    func noSubscribers(_ name: String) {
        #expect(!Name.isSubscriber(name))
    }

    @Test(arguments: ["web-01", "1", "m-1", "t-" + String(repeating: "0", count: 25), "ab-" + String(repeating: "0", count: 26)])
    func machines(_ name: String) {
        #expect(Name.isMachine(name))
    }

    @Test(arguments: [
        "", "-a", "a-", "Web", "web.example", "m-" + String(repeating: "0", count: 26), "x-" + String(repeating: "a", count: 26),
        String(repeating: "a", count: 64),
    ])
    func noMachines(_ name: String) {
        #expect(!Name.isMachine(name))
    }

    @Test func executors() {
        for name in ["shell", "a", "file-2", String(repeating: "a", count: 32)] { #expect(Name.isExecutor(name)) }
        for name in ["", "2a", "-a", "a_b", "Shell", "a.b", String(repeating: "a", count: 33)] { #expect(!Name.isExecutor(name)) }
    }
}
