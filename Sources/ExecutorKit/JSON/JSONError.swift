/// Why octets are not JSON within the bounds, and where.
struct JSONError: Error, CustomStringConvertible {
    let description: String

    init(_ reason: String, at position: Int) { description = "\(reason) at byte \(position)" }
    init(_ reason: String) { description = reason }
}
