/// Reads a YAML text that people write by hand: one document of mappings, sequences and scalars.
///
/// What would only serve somebody hostile, or surprise everybody else, is refused: aliases (and so "billion laughs"), anchors, tags,
/// several documents, keys that are no scalars, and a key twice.
struct YAMLDocument: ~Copyable {
    enum Limits {
        static let octets = 1 << 20
        static let depth = 32
        /// Keys, values and elements.
        static let nodes = 1 << 16
    }

    private var events: YAMLEventReader
    private let file: String
    private var count = 0

    /// The value that the text holds; null where it holds nothing.
    static func parse(_ octets: [UInt8], file: String) throws(ConfigurationError) -> YAMLNode {
        guard octets.count <= Limits.octets else {
            throw ConfigurationError(.tooLarge, file: file, "larger than \(Limits.octets) octets")
        }
        var document = YAMLDocument(octets, file: file)
        return try document.root()
    }

    private init(_ octets: [UInt8], file: String) {
        events = YAMLEventReader(octets, file: file)
        self.file = file
    }

    private mutating func root() throws(ConfigurationError) -> YAMLNode {
        _ = try events.next()
        let first = try events.next()
        guard first.kind != .streamEnd else {
            return YAMLNode(content: .scalar("", isPlain: true), position: first.position)
        }
        let root = try node(events.next(), depth: 0)
        _ = try events.next()
        let last = try events.next()
        guard last.kind == .streamEnd else { throw refusal(last.position, "a second document begins: one is read") }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(ConfigurationError) -> YAMLNode {
        count += 1
        guard count <= Limits.nodes else { throw tooLarge(event.position, "more than \(Limits.nodes) values") }
        guard depth <= Limits.depth else { throw tooLarge(event.position, "nested deeper than \(Limits.depth)") }
        guard !event.isMarked else { throw refusal(event.position, "aliases, anchors and tags are not taken") }
        let content: YAMLNode.Content =
            switch event.kind {
            case .scalar(let text, let isPlain): .scalar(text, isPlain: isPlain)
            case .sequenceStart: .sequence(try elements(depth: depth))
            case .mappingStart: .mapping(try entries(depth: depth))
            case .streamStart, .streamEnd, .documentStart, .documentEnd, .alias, .sequenceEnd, .mappingEnd:
                throw refusal(event.position, "a value is missing")
            }
        return YAMLNode(content: content, position: event.position)
    }

    private mutating func elements(depth: Int) throws(ConfigurationError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if event.kind == .sequenceEnd { return elements }
            elements.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func entries(depth: Int) throws(ConfigurationError) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try events.next()
            if event.kind == .mappingEnd { return entries }
            let key = try node(event, depth: depth + 1)
            guard case .scalar(let name, _) = key.content else { throw refusal(key.position, "a key must be a word") }
            if let line = lines.updateValue(key.position.line, forKey: name) {
                throw refusal(key.position, "\(quoted(name)) is here a second time, after line \(line)")
            }
            entries.append(YAMLNode.Entry(key: name, position: key.position, value: try node(events.next(), depth: depth + 1)))
        }
    }

    private func refusal(_ position: YAMLPosition, _ message: String) -> ConfigurationError {
        ConfigurationError(.syntax, file: file, at: position, message)
    }

    private func tooLarge(_ position: YAMLPosition, _ message: String) -> ConfigurationError {
        ConfigurationError(.tooLarge, file: file, at: position, message)
    }
}
