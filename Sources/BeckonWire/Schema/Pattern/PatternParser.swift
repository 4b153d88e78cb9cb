/// Reads the text of a pattern, one code point at a time.
struct PatternParser {
    private var rest: Substring.UnicodeScalarView
    /// Groups that are open; bounds the recursion.
    private var depth = 0
    private static let maximumDepth = 32

    init(_ text: String) {
        rest = Substring(text).unicodeScalars
    }

    mutating func parse() throws(PatternError) -> PatternSyntax {
        let syntax = try alternatives()
        guard rest.isEmpty else { throw PatternError(message: "a ) without its (") }
        return syntax
    }

    private mutating func alternatives() throws(PatternError) -> PatternSyntax {
        var found = [try sequence()]
        while take("|") { found.append(try sequence()) }
        return found.count == 1 ? found[0] : .alternatives(found)
    }

    private mutating func sequence() throws(PatternError) -> PatternSyntax {
        var parts: [PatternSyntax] = []
        while let next = rest.first, next != "|", next != ")" { parts.append(try quantified(try atom())) }
        return .sequence(parts)
    }

    private mutating func atom() throws(PatternError) -> PatternSyntax {
        let scalar = rest.removeFirst()
        switch scalar {
        case "(": return try group()
        case "[": return .one(try characterClass())
        case ".": return .one(ScalarSet.lineEnds.inverted)
        case "^": return .start
        case "$": return .end
        case "\\": return .one(try PatternEscape.read(from: &rest, inClass: false))
        case "?", "*", "+", "{", "}", "]":
            throw PatternError(message: "a \(scalar) that follows nothing it could apply to; write \\\(scalar) for the character")
        default: return .one(ScalarSet(scalar))
        }
    }

    private mutating func group() throws(PatternError) -> PatternSyntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw PatternError(message: "groups nested deeper than \(Self.maximumDepth)") }
        if take("?"), !take(":") {
            throw PatternError(message: "(?… is supported as (?:…) only: no look-around, no named groups")
        }
        let syntax = try alternatives()
        guard take(")") else { throw PatternError(message: "a ( without its )") }
        return syntax
    }

    private mutating func quantified(_ part: PatternSyntax) throws(PatternError) -> PatternSyntax {
        guard let (minimum, maximum) = try quantifier() else { return part }
        switch part {
        case .start, .end: throw PatternError(message: "a quantifier after ^ or $")
        default: break
        }
        if let next = rest.first, ["?", "*", "+", "{"].contains(next) {
            throw PatternError(message: "a quantifier after a quantifier: lazy and possessive ones are not supported")
        }
        return .repeated(part, minimum: minimum, maximum: maximum)
    }

    private mutating func quantifier() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
        if take("?") { return (0, 1) }
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        guard take("{") else { return nil }
        let malformed = PatternError(message: "a { that begins no {m}, {m,} or {m,n}; write \\{ for the character")
        guard let minimum = try number() else { throw malformed }
        if take("}") { return (minimum, minimum) }
        guard take(",") else { throw malformed }
        if take("}") { return (minimum, nil) }
        guard let maximum = try number(), take("}") else { throw malformed }
        guard minimum <= maximum else { throw PatternError(message: "a {m,n} with m greater than n") }
        return (minimum, maximum)
    }

    private mutating func number() throws(PatternError) -> Int? {
        var number: Int?
        while let next = rest.first, ScalarSet.digits.contains(next) {
            rest.removeFirst()
            let grown = (number ?? 0) * 10 + Int(next.value - 0x30)
            guard grown <= Pattern.maximumStates else {
                throw PatternError(message: "more than \(Pattern.maximumStates) repetitions")
            }
            number = grown
        }
        return number
    }

    private mutating func characterClass() throws(PatternError) -> ScalarSet {
        let isInverted = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while let next = rest.first, next != "]" {
            let low = try classMember()
            guard rest.first == "-", let after = rest.dropFirst().first, after != "]" else {
                ranges += low.ranges
                continue
            }
            rest.removeFirst()
            ranges.append(try Self.range(from: low, to: try classMember()))
        }
        guard take("]") else { throw PatternError(message: "a [ without its ]") }
        let set = ScalarSet(ranges)
        return isInverted ? set.inverted : set
    }

    private mutating func classMember() throws(PatternError) -> ScalarSet {
        let scalar = rest.removeFirst()
        return scalar == "\\" ? try PatternEscape.read(from: &rest, inClass: true) : ScalarSet(scalar)
    }

    private static func range(from low: ScalarSet, to high: ScalarSet) throws(PatternError) -> ClosedRange<UInt32> {
        guard let low = low.onlyMember, let high = high.onlyMember, low <= high else {
            throw PatternError(message: "a range in a [ ] whose ends are not two characters in order")
        }
        return low...high
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }
}

extension ScalarSet {
    fileprivate var onlyMember: UInt32? {
        guard ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }
}
