/// A type that is one JSON value without a container: what the coders meet at the leaves.
protocol JSONScalar {
    /// Nil where the element is of another kind or out of the type's range.
    init?(_ element: JSONElement)
    /// Nil where JSON has no form for the value.
    var element: JSONElement? { get }
}

extension Bool: JSONScalar {
    init?(_ element: JSONElement) {
        guard case .bool(let value) = element else { return nil }
        self = value
    }
    var element: JSONElement? { .bool(self) }
}

extension String: JSONScalar {
    init?(_ element: JSONElement) {
        guard case .string(let value) = element else { return nil }
        self = value
    }
    var element: JSONElement? { .string(self) }
}

extension JSONScalar where Self: FixedWidthInteger {
    init?(_ element: JSONElement) {
        guard case .number(let text) = element else { return nil }
        // To JSON Schema 1.0 and 1e2 are integers as well.
        if let value = Self(text) {
            self = value
        } else if let value = Double(text).flatMap(Self.init(exactly:)) {
            self = value
        } else {
            return nil
        }
    }
    var element: JSONElement? { .number(String(self)) }
}

extension JSONScalar where Self: BinaryFloatingPoint & LosslessStringConvertible {
    init?(_ element: JSONElement) {
        guard case .number(let text) = element, let value = Self(text), value.isFinite else { return nil }
        self = value
    }
    var element: JSONElement? { isFinite ? .number(description) : nil }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}
extension Double: JSONScalar {}
extension Float: JSONScalar {}
