/// Places in a JSON document (RFC 6901).
package enum JSONPointer {
    /// One reference token, with `~` and `/` escaped.
    package static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        return token.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
