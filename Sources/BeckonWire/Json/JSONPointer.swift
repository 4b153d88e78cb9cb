/// Places in a JSON document (RFC 6901).
package enum JSONPointer {
    /// One reference token, with `~` and `/` escaped.
    package static func escaped(_ token: String) -> String {
        token.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
