extension WireError {
    /// The decoder's error in the sender's terms: which member, and what was expected there.
    init(decoding error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init("missing", at: Self.pointer(context.codingPath + [key]))
        case .typeMismatch(let type, let context):
            self.init("not \(Self.noun(for: type))", at: Self.pointer(context.codingPath))
        case .valueNotFound(let type, let context):
            self.init("null where \(Self.noun(for: type)) is expected", at: Self.pointer(context.codingPath))
        case .dataCorrupted(let context):
            // What the standard library says of a word that an enumeration lacks names our types.
            let isWord = context.debugDescription.hasPrefix("Cannot initialize ")
            self.init(isWord ? "not a word that is known here" : context.debugDescription, at: Self.pointer(context.codingPath))
        @unknown default:
            self.init("not the message expected")
        }
    }

    /// RFC 6901: `~` and `/` in a member's name are escaped.
    private static func pointer(_ path: [any CodingKey]) -> String {
        path.map { key in
            let token = key.intValue.map(String.init) ?? key.stringValue
            return "/" + JSONPointer.escaped(token)
        }.joined()
    }

    private static func noun(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "an integer"
        case is any BinaryFloatingPoint.Type: "a number"
        case is any Collection.Type: "an array or object"
        default: "the value expected"
        }
    }
}
