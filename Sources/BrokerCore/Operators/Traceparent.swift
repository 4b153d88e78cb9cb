/// A `traceparent` header of W3C Trace Context (https://www.w3.org/TR/trace-context/#traceparent-header), version 00.
///
/// One that is malformed is dropped, as that document asks for, never repaired.
struct Traceparent: Hashable, Sendable {
    let text: String

    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 32, 16, 2], parts[0].elementsEqual("00".utf8),
            parts.allSatisfy({ $0.allSatisfy(Self.isHexadecimal) }),
            // All zeros is no trace, and no span.
            !parts[1].allSatisfy({ $0 == UInt8(ascii: "0") }), !parts[2].allSatisfy({ $0 == UInt8(ascii: "0") })
        else { return nil }
        self.text = text
    }

    private static func isHexadecimal(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(octet)
    }
}
