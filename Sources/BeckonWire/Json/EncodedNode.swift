/// The value that is being made. A message may open its container more than once, to add the
/// members of a part of it; it never gives two of them one name.
final class EncodedNode {
    private enum Content {
        case scalar(JSONValue)
        case object
        case array
    }

    /// A value that is there, or a container that may still be written to.
    enum Part {
        case value(JSONValue)
        case node(EncodedNode)
    }

    private var content = Content.scalar(.null)
    private var members: [(key: String, value: Part)] = []
    private var elements: [Part] = []

    /// Elements of an array.
    var count: Int { elements.count }

    func beginObject() { content = .object }

    func beginArray() { content = .array }

    func set(_ value: JSONValue) { content = .scalar(value) }

    func set(_ member: Part, for key: String) {
        if members.isEmpty { members.reserveCapacity(8) }
        members.append((key, member))
    }

    func append(_ element: Part) { elements.append(element) }

    /// A container within this object.
    func nested(for key: String) -> EncodedNode {
        let node = EncodedNode()
        set(.node(node), for: key)
        return node
    }

    /// A container at the end of this array.
    func nested() -> EncodedNode {
        let node = EncodedNode()
        append(.node(node))
        return node
    }

    /// Writes it as text, members in order of their names.
    func write(to text: inout [UInt8]) {
        switch content {
        case .scalar(let value): JSONWriter.append(value, to: &text)
        case .object: JSONWriter.append(members.sorted { $0.key < $1.key }, to: &text) { $0.write(to: &$1) }
        case .array: JSONWriter.append(elements, to: &text) { $0.write(to: &$1) }
        }
    }
}

extension EncodedNode.Part {
    func write(to text: inout [UInt8]) {
        switch self {
        case .value(let value): JSONWriter.append(value, to: &text)
        case .node(let node): node.write(to: &text)
        }
    }
}
