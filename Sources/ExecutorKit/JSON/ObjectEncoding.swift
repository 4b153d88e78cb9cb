struct ObjectEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let box: ElementBox
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) throws { box.member(key.stringValue).content = .scalar(.null) }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try ElementEncoder.encode(value, into: box.member(key.stringValue), at: codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }

    func superEncoder() -> any Encoder {
        ElementEncoder(box: box.member("super"), codingPath: codingPath + [JSONKey.super])
    }

    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

    private func encoder(_ key: Key) -> ElementEncoder {
        ElementEncoder(box: box.member(key.stringValue), codingPath: codingPath + [key])
    }
}
