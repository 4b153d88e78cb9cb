/// What the data directory holds of a key.
package enum StoredKey: Hashable, Sendable {
    /// The private key itself, PKCS #8.
    case pem(String)
    /// Where it is: `HardwareKey.reference`.
    case reference(String)

    package static let referenceLimit = 4096

    /// The text of `next-key.pem`.
    package var text: String {
        switch self {
        case .pem(let pem): pem
        case .reference(let reference): "key: \(reference)\n"
        }
    }

    /// Nil for what `text` would not write.
    package init?(text: String) {
        if text.hasPrefix("-----BEGIN ") {
            self = .pem(text)
            return
        }
        guard text.hasPrefix("key: "), text.hasSuffix("\n") else { return nil }
        let reference = String(text.dropFirst(5).dropLast())
        guard !reference.isEmpty, reference.utf8.count <= Self.referenceLimit, !reference.contains("\n") else { return nil }
        self = .reference(reference)
    }
}
