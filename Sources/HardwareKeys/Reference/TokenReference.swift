/// A token, or a key in it, as a PKCS #11 URI (RFC 7512) names it.
package struct TokenReference: Hashable, Sendable {
    /// What the token must be; nil for what does not matter. At least a label or a serial number.
    package var token: String?
    package var manufacturer: String?
    package var model: String?
    package var serial: String?
    /// What the key must be. Where both are nil, this names the token alone.
    package var id: [UInt8]?
    package var object: String?
    /// The shared object that speaks to the token. An absolute path.
    package var modulePath: String?
    /// The file with the PIN, mode 0600. An absolute path.
    package var pinFile: String?

    package init(token: String? = nil) {
        self.token = token
    }

    package var namesKey: Bool { id != nil || object != nil }

    /// The same key, without what may be another path tomorrow: how to reach the token is said by the configuration.
    var withoutQuery: TokenReference {
        var reference = self
        reference.modulePath = nil
        reference.pinFile = nil
        return reference
    }

    /// The token alone.
    var tokenOnly: TokenReference {
        var reference = withoutQuery
        reference.id = nil
        reference.object = nil
        return reference
    }
}

extension TokenReference: CustomStringConvertible {
    package var description: String {
        var path: [String] = []
        for (name, value) in [("token", token), ("manufacturer", manufacturer), ("model", model), ("serial", serial)] {
            if let value { path.append("\(name)=\(PercentEncoding.encode(value))") }
        }
        if let id { path.append("id=" + id.map { PercentEncoding.encoded($0) }.joined()) }
        if let object { path.append("object=\(PercentEncoding.encode(object))") }
        var query: [String] = []
        if let modulePath { query.append("module-path=\(PercentEncoding.encode(modulePath))") }
        if let pinFile { query.append("pin-source=file:\(PercentEncoding.encode(pinFile))") }
        return "pkcs11:" + path.joined(separator: ";") + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}
