import FoundationEssentials

/// JSON as it is on the wire: UTF-8, bounded in size and depth, unknown members ignored.
package enum WireJSON {
    /// Nesting beyond this is refused before anything is decoded. No message comes near it; a hostile one costs one scan.
    package static let maximumDepth = 64

    /// Octets of a JSON body unless a route says otherwise (WIRE: both planes).
    package static let maximumBody = 1 << 20

    package static func decode<Message: WireMessage>(
        _ type: Message.Type = Message.self, from octets: some Collection<UInt8>, limit: Int = maximumBody
    ) throws(WireError) -> Message {
        let message: Message = try decodeUnchecked(Data(octets), limit: limit)
        try message.validate()
        return message
    }

    /// A value whose shape an executor decides.
    package static func decodeValue(
        from octets: some Collection<UInt8>, limit: Int = maximumBody
    ) throws(WireError) -> JSONValue {
        try decodeUnchecked(Data(octets), limit: limit)
    }

    /// Members in order of their names, so that equal messages have equal octets.
    package static func encode(_ message: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        // Every type that is sent here encodes by construction: strings, numbers, arrays and objects of them.
        guard let data = try? encoder.encode(message) else { preconditionFailure("a wire message that has no JSON form") }
        return Array(data)
    }

    private static func decodeUnchecked<Value: Decodable>(_ data: Data, limit: Int) throws(WireError) -> Value {
        guard data.count <= limit else { throw WireError("larger than \(limit) octets") }
        guard String(validating: data, as: UTF8.self) != nil else { throw WireError("not UTF-8") }
        try checkDepth(data)
        do {
            return try JSONDecoder().decode(Value.self, from: data)
        } catch let error as DecodingError {
            throw WireError(decoding: error)
        } catch let error as WireError {
            throw error
        } catch {
            throw WireError("not JSON")
        }
    }

    /// One pass over the octets, so that a million brackets never reach the recursive decoder.
    private static func checkDepth(_ data: Data) throws(WireError) {
        var depth = 0
        var inString = false
        var escaped = false
        for octet in data {
            if inString {
                if escaped { escaped = false } else if octet == 0x5C { escaped = true } else if octet == 0x22 { inString = false }
                continue
            }
            switch octet {
            case 0x22: inString = true
            case 0x5B, 0x7B:
                depth += 1
                guard depth <= maximumDepth else { throw WireError("nested deeper than \(maximumDepth)") }
            case 0x5D, 0x7D: depth -= 1
            default: break
            }
        }
    }
}
