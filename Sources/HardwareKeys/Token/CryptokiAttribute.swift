import CCryptoki

/// One attribute of an object in a token, as it is asked for or given.
struct CryptokiAttribute {
    let type: CK_ULONG
    let value: [UInt8]

    init(_ type: CK_ULONG, _ value: [UInt8]) {
        self.type = type
        self.value = value
    }

    init(_ type: CK_ULONG, _ value: String) { self.init(type, Array(value.utf8)) }
    init(_ type: CK_ULONG, _ value: Bool) { self.init(type, [value ? 1 : 0]) }
    init(_ type: CK_ULONG, number: CK_ULONG) { self.init(type, withUnsafeBytes(of: number) { Array($0) }) }

    /// The attributes as the standard lays them out, for as long as `body` runs.
    static func withTemplate<Result>(
        _ attributes: [CryptokiAttribute], _ body: (UnsafeMutablePointer<CK_ATTRIBUTE>, CK_ULONG) -> Result
    ) -> Result {
        // Modules read numbers in place: each value begins where a number may.
        let step = MemoryLayout<CK_ULONG>.stride
        let room = attributes.reduce(0) { $0 + ($1.value.count + step) / step * step }
        let values = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: step)
        defer { values.deallocate() }
        var template: [CK_ATTRIBUTE] = []
        var offset = 0
        for attribute in attributes {
            let place = UnsafeMutableRawBufferPointer(rebasing: values[offset..<(offset + attribute.value.count)])
            place.copyBytes(from: attribute.value)
            template.append(
                CK_ATTRIBUTE(type: attribute.type, pValue: place.baseAddress, ulValueLen: CK_ULONG(attribute.value.count)))
            offset += (attribute.value.count + step) / step * step
        }
        return template.withUnsafeMutableBufferPointer { buffer in
            // A template here is never empty: every object has a class.
            guard let start = buffer.baseAddress else { preconditionFailure("an empty template") }
            return body(start, CK_ULONG(buffer.count))
        }
    }
}
