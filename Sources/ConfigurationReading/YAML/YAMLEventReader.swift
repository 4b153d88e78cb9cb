import CLibYAML

/// The events of a YAML text, one after the other, from libyaml.
///
/// Its memory is bounded by the text's: libyaml looks ahead 1,024 characters at most, and nesting is bounded by whoever reads.
struct YAMLEventReader: ~Copyable {
    /// At an address that stays: libyaml points to it.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let file: String

    init(_ octets: [UInt8], file: String) {
        self.file = file
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: octets.count)
        _ = input.initialize(from: octets)
        // Fails for want of memory alone, where an array of Swift would end the process too.
        guard yaml_parser_initialize(parser) == 1 else { preconditionFailure("no memory to read \(file)") }
        // Told, or it would take what begins like UTF-16 for that.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    mutating func next() throws(ConfigurationError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }

    private var failure: ConfigurationError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "this is not YAML"
        if parser.pointee.error == YAML_READER_ERROR {
            return ConfigurationError(
                .syntax, file: file, at: position(ofOctet: parser.pointee.problem_offset), "\(problem): the file must be UTF-8")
        }
        let mark = parser.pointee.problem_mark
        if octet(at: mark) == UInt8(ascii: "\t") {
            return ConfigurationError(.syntax, file: file, at: YAMLPosition(mark), "a tab: YAML is indented with spaces only")
        }
        let context = parser.pointee.context.map { " \(String(cString: $0))" } ?? ""
        return ConfigurationError(.syntax, file: file, at: YAMLPosition(mark), problem + context)
    }

    /// By line and column: the mark's own index counts characters, not octets.
    private func octet(at mark: yaml_mark_t) -> UInt8? {
        let lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.indices.contains(mark.line) else { return nil }
        let characters = String(decoding: lines[mark.line], as: UTF8.self).unicodeScalars.dropFirst(mark.column)
        return characters.first.flatMap { UInt8(exactly: $0.value) }
    }

    private func position(ofOctet offset: Int) -> YAMLPosition {
        let before = input.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return YAMLPosition(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1)
    }
}
