import BeckonWire
import Testing

@Suite struct HTTPDateTests {
    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", Int64(0)), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000),
        ("Tue, 29 Feb 2028 23:59:59 GMT", 1_835_481_599_000),
    ])
    func isWrittenAndRead(text: String, milliseconds: Int64) {
        #expect(HTTPDate.text(of: Timestamp(milliseconds: milliseconds)) == text)
        #expect(HTTPDate.timestamp(of: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 2026 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
    ])
    func whatIsNoDateIsNone(text: String) { #expect(HTTPDate.timestamp(of: text) == nil) }
}
