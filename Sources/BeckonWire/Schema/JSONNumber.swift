/// A number of JSON that compares without rounding, whichever of the two forms each side has.
enum JSONNumber: Sendable {
    case integer(Int64)
    /// Never one that an `Int64` could hold.
    case double(Double)

    init?(_ value: JSONValue) {
        switch value {
        case .integer(let integer): self = .integer(integer)
        case .number(let number): self = Int64(exactly: number).map(Self.integer) ?? .double(number)
        case .null, .bool, .string, .array, .object: return nil
        }
    }

    func isMultiple(of divisor: Int64) -> Bool {
        switch self {
        case .integer(let integer): integer % divisor == 0
        case .double(let double): double.truncatingRemainder(dividingBy: Double(divisor)) == 0
        }
    }
}

extension JSONNumber: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.double(let left), .double(let right)): left < right
        case (.integer(let left), .double(let right)): isBelow(left, right)
        case (.double(let left), .integer(let right)): !isBelow(right, left)
        }
    }

    /// The two are never equal. `Double(integer)` would round: between neighbours the integer part decides.
    private static func isBelow(_ integer: Int64, _ double: Double) -> Bool {
        guard let floor = Int64(exactly: double.rounded(.down)) else { return double > 0 }
        return integer <= floor
    }
}

extension JSONNumber: CustomStringConvertible {
    var description: String {
        switch self {
        case .integer(let integer): "\(integer)"
        case .double(let double): "\(double)"
        }
    }
}
