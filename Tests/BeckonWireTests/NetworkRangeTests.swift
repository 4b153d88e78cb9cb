import BeckonWire
import Testing

@Suite struct NetworkRangeTests {
    @Test(arguments: [
        ("192.0.2.0/24", "192.0.2.7", true), ("192.0.2.0/24", "192.0.3.7", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "198.51.100.1", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("10.0.0.0/9", "10.127.255.255", true), ("10.0.0.0/9", "10.128.0.0", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::1", false), ("::/0", "2001:db8::1", true), ("::/0", "192.0.2.1", false),
        ("192.0.2.0/24", "::ffff:192.0.2.9", true), ("::1", "::1", true), ("127.0.0.0/8", "127.0.0.1", true),
    ])
    func containsWhatBeginsAlike(_ range: String, _ address: String, _ expected: Bool) throws {
        let range = try #require(NetworkRange(range)), address = try #require(NetworkAddress(address))
        #expect(range.contains(address) == expected)
    }

    @Test(arguments: [
        "", "/", "192.0.2.0/33", "192.0.2.1/24", "192.0.2/24", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/024x",
        "2001:db8::/129", "2001:db8::1/32", "example.com", "192.0.2.0/24/8", "fe80::1%eth0", "192.0.2.0\u{0}/24", " 192.0.2.0/24",
    ])
    func whatIsNoRangeIsRefused(_ text: String) {
        #expect(NetworkRange(text) == nil)
    }
}
