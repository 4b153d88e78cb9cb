/// JSON as it is on the wire: UTF-8, bounded in size and depth, unknown members ignored.
package enum WireJSON {
    /// Nesting beyond this is refused. No message comes near it.
    package static let maximumDepth = 64

    /// Octets of a JSON body unless a route says otherwise (WIRE: both planes).
    package static let maximumBody = 1 << 20

    package static func decode<Message: WireMessage>(
        _ type: Message.Type = Message.self, from octets: some Collection<UInt8>, limit: Int = maximumBody
    ) throws(WireError) -> Message {
        let message: Message = try decodeUnchecked(octets, limit: limit)
        try message.validate()
        return message
    }

    /// A value whose shape an executor decides.
    package static func decodeValue(
        from octets: some Collection<UInt8>, limit: Int = maximumBody
    ) throws(WireError) -> JSONValue {
        try decodeUnchecked(octets, limit: limit)
    }

    /// Members in order of their names, so that equal messages have equal octets.
    package static func encode(_ message: some Encodable) -> [UInt8] {
        // Every type that is sent here encodes by construction: strings, numbers, arrays and objects of them.
        guard let part = try? WireEncoder.encode(message) else { preconditionFailure("a wire message that has no JSON form") }
        var text: [UInt8] = []
        text.reserveCapacity(512)
        part.write(to: &text)
        return text
    }

    private static func decodeUnchecked<Value: Decodable>(
        _ octets: some Collection<UInt8>, limit: Int
    ) throws(WireError) -> Value {
        guard octets.count <= limit else { throw WireError("larger than \(limit) octets") }
        let value = try JSONParser.parse(Array(octets))
        do {
            return try WireDecoder(value).decode(Value.self)
        } catch let error as DecodingError {
            throw WireError(decoding: error)
        } catch let error as WireError {
            throw error
        } catch {
            throw WireError("not the message expected")
        }
    }
}
