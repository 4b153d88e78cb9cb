import FoundationEssentials

/// RFC 4648.
enum Base64 {
    static func text(_ octets: [UInt8]) -> String { Data(octets).base64EncodedString() }
}
