import Glibc

/// Texts that a plugin hands over, checked against the contract before anything else sees them.
enum ContractText {
    static func required(_ pointer: UnsafePointer<CChar>?, _ what: String, atMost limit: UInt32) throws(PluginError) -> String {
        guard let text = try optional(pointer, what, atMost: limit) else { throw PluginError("\(what) is NULL") }
        guard !text.isEmpty else { throw PluginError("\(what) is empty") }
        return text
    }

    static func optional(_ pointer: UnsafePointer<CChar>?, _ what: String, atMost limit: UInt32) throws(PluginError) -> String? {
        guard let pointer else { return nil }
        let length = strnlen(pointer, Int(limit) + 1)
        guard length <= limit else { throw PluginError("\(what) is longer than \(limit) bytes") }
        let bytes = UnsafeRawBufferPointer(start: pointer, count: length)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw PluginError("\(what) is not UTF-8") }
        return text
    }

    /// A note or a message: cut at the limit between characters, and repaired where it is not UTF-8.
    static func cut(_ pointer: UnsafePointer<CChar>?, atMost limit: UInt32) -> String {
        guard let pointer else { return "" }
        let bytes = UnsafeRawBufferPointer(start: pointer, count: strnlen(pointer, Int(limit)))
        var text = String(decoding: bytes, as: UTF8.self)
        while text.utf8.count > Int(limit) { text.removeLast() }
        return text
    }
}
