import CLibYAML

/// One step through a YAML text, and where.
struct YAMLEvent {
    enum Kind: Hashable {
        case streamStart, streamEnd
        case documentStart, documentEnd
        case alias
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
    }

    let kind: Kind
    let position: YAMLPosition
    /// It has an anchor (`&name`) or a tag (`!kind`).
    let isMarked: Bool

    /// Copies what libyaml owns.
    init(_ event: yaml_event_t) {
        position = YAMLPosition(event.start_mark)
        let scalar = event.data.scalar
        switch event.type {
        case YAML_STREAM_START_EVENT: (kind, isMarked) = (.streamStart, false)
        case YAML_DOCUMENT_START_EVENT: (kind, isMarked) = (.documentStart, false)
        case YAML_DOCUMENT_END_EVENT: (kind, isMarked) = (.documentEnd, false)
        case YAML_ALIAS_EVENT: (kind, isMarked) = (.alias, true)
        case YAML_SCALAR_EVENT:
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            kind = .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            isMarked = scalar.anchor != nil || scalar.tag != nil
        case YAML_SEQUENCE_START_EVENT:
            (kind, isMarked) = (.sequenceStart, event.data.sequence_start.anchor != nil || event.data.sequence_start.tag != nil)
        case YAML_SEQUENCE_END_EVENT: (kind, isMarked) = (.sequenceEnd, false)
        case YAML_MAPPING_START_EVENT:
            (kind, isMarked) = (.mappingStart, event.data.mapping_start.anchor != nil || event.data.mapping_start.tag != nil)
        case YAML_MAPPING_END_EVENT: (kind, isMarked) = (.mappingEnd, false)
        default: (kind, isMarked) = (.streamEnd, false)
        }
    }
}

extension YAMLPosition {
    /// libyaml counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }
}
