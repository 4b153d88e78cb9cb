/// A mapping of a configuration file, read key by key: `end` then refuses the keys that nobody asked for.
///
/// The key says what a value is, never the value itself: `no` and `123` are texts where a text is due. A key without a value, or with
/// `null`, is a key that is not there.
package struct ConfigurationSection: Sendable {
    private let file: String
    private let entries: [YAMLNode.Entry]
    private var known = KnownKeys()
    /// Where it begins.
    package let position: YAMLPosition

    init(_ node: YAMLNode, file: String, what: String) throws(ConfigurationError) {
        self.file = file
        position = node.position
        if node.isNull {
            entries = []
        } else if case .mapping(let entries) = node.content {
            self.entries = entries
        } else {
            throw ConfigurationError(.badValue, file: file, at: node.position, "\(what) must hold keys and values")
        }
    }

    /// Reads a text.
    package init(_ text: String, file: String) throws(ConfigurationError) {
        try self.init(YAMLDocument.parse(Array(text.utf8), file: file), file: file, what: "the file")
    }

    /// - Throws: where there is a key that was not asked for, with the nearest one that was.
    package func end() throws(ConfigurationError) {
        guard let unknown = entries.first(where: { !known.names.contains($0.key) }) else { return }
        throw ConfigurationError(
            .unknownKey, file: file, at: unknown.position, "unknown key \(quoted(unknown.key))",
            hint: known.hint(for: unknown.key))
    }

    /// A refusal of what a key holds; of the section where the key is not there.
    package func refusal(_ key: String?, _ message: String, hint: String? = nil) -> ConfigurationError {
        let entry = entries.first { $0.key == key }
        return ConfigurationError(.badValue, file: file, at: entry?.value.position ?? position, message, hint: hint)
    }

    // MARK: Values

    /// Not empty, and of printable characters.
    package mutating func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = value(of: key) else { return nil }
        return try text(node, of: key)
    }

    /// One text, or several in a list that is not empty.
    package mutating func texts(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let node = value(of: key) else { return nil }
        guard case .sequence(let elements) = node.content else { return [try text(node, of: key)] }
        guard !elements.isEmpty else {
            throw refusal(node, "\(key) is an empty list", hint: "leave it out, or say what it holds")
        }
        var texts: [String] = []
        for element in elements { texts.append(try text(element, of: key)) }
        return texts
    }

    package mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let node = value(of: key) else { return nil }
        guard case .scalar(let text, isPlain: true) = node.content, let number = Int(text), text.utf8.first != UInt8(ascii: "+"),
            range.contains(number)
        else {
            throw refusal(node, "\(key) must be a whole number between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// One of the words of an enumeration.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> Choice? where Choice.RawValue == String {
        guard let node = value(of: key) else { return nil }
        guard let choice = Choice(rawValue: try text(node, of: key)) else {
            throw refusal(node, "\(key) must be one of: \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    package mutating func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection? {
        known.add(key)
        // Not `value(of:)`: a section that is there and empty is there.
        guard let node = entries.first(where: { $0.key == key })?.value else { return nil }
        return try ConfigurationSection(node, file: file, what: key)
    }

    /// A list of sections.
    package mutating func sections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection] {
        guard let node = value(of: key) else { return [] }
        guard case .sequence(let elements) = node.content else { throw refusal(node, "\(key) must be a list") }
        var sections: [ConfigurationSection] = []
        for element in elements {
            sections.append(try ConfigurationSection(element, file: file, what: "each of \(key)"))
        }
        return sections
    }

    private mutating func value(of key: String) -> YAMLNode? {
        known.add(key)
        guard let node = entries.first(where: { $0.key == key })?.value, !node.isNull else { return nil }
        return node
    }

    private func text(_ node: YAMLNode, of key: String) throws(ConfigurationError) -> String {
        guard case .scalar(let text, _) = node.content, !node.isNull else { throw refusal(node, "\(key) must be a text") }
        guard !text.isEmpty else { throw refusal(node, "\(key) is empty") }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw refusal(node, "\(key) holds a control character: \(quoted(text))")
        }
        return text
    }

    private func refusal(_ node: YAMLNode, _ message: String, hint: String? = nil) -> ConfigurationError {
        ConfigurationError(.badValue, file: file, at: node.position, message, hint: hint)
    }
}
