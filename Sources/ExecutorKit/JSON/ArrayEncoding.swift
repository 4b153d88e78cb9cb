struct ArrayEncoding: UnkeyedEncodingContainer {
    let box: ElementBox
    let codingPath: [any CodingKey]

    var count: Int {
        guard case .array(let elements) = box.content else { return 0 }
        return elements.count
    }

    func encodeNil() throws { box.append().content = .scalar(.null) }

    func encode<T: Encodable>(_ value: T) throws {
        let path = codingPath + [JSONKey(intValue: count)]
        try ElementEncoder.encode(value, into: box.append(), at: path)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }

    func superEncoder() -> any Encoder { encoder() }

    private func encoder() -> ElementEncoder {
        ElementEncoder(box: box.append(), codingPath: codingPath + [JSONKey(intValue: count)])
    }
}
