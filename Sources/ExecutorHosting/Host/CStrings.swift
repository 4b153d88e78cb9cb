import Glibc

/// A NULL-terminated array of C strings, as exec takes it.
enum CStrings {
    /// The array is valid until `body` returns.
    static func with<Value>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        let strings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { (strings + index).initialize(to: strdup(text)) }
        (strings + texts.count).initialize(to: nil)
        defer {
            for index in texts.indices { free(strings[index]) }
            strings.deallocate()
        }
        return body(strings)
    }
}
