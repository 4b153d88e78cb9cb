extension JSONValue {
    /// As JSON for a message to a person, cut where it is long.
    var shown: String {
        String(decoding: WireJSON.encode(self), as: UTF8.self).shortened(to: 256)
    }
}

extension String {
    /// As a JSON string for a message to a person, cut where it is long: control characters come out escaped.
    var quoted: String { JSONValue.string(shortened(to: 128)).shown }

    func shortened(to length: Int) -> String {
        unicodeScalars.count <= length ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(length))) + "…"
    }
}
