import FoundationEssentials

/// JSON in files: readable, and equal for equal documents.
enum DocumentJSON {
    static func encode(_ document: some Encodable, pretty: Bool = true) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return Array(try encoder.encode(document)) + [UInt8(ascii: "\n")]
    }
}
