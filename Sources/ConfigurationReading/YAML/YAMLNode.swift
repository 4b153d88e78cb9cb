/// A value of a YAML text and where it stands.
struct YAMLNode: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// As it is written, without quotes. Only a plain one can be null or a number: what it is, its key says.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the file's order; no key twice.
        case mapping([Entry])
    }

    struct Entry: Hashable, Sendable {
        let key: String
        /// Of the key.
        let position: YAMLPosition
        let value: YAMLNode
    }

    let content: Content
    let position: YAMLPosition

    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
