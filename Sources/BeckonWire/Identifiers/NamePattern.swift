/// A regular expression that names of machines match whole: `web-[0-9]+` takes `web-17`, and neither `my-web-17` nor `web-17-old`.
///
/// The subset that schemas have too (docs/executor-schemas.md), matched in linear time.
package struct NamePattern: Sendable {
    private let pattern: Pattern

    /// - Throws: what is wrong with it, without a pointer.
    package init(_ text: String) throws(WireError) {
        do throws(PatternError) {
            // By itself first: what is whole within parentheses may not be whole without them, as `a)|(b` is not.
            _ = try Pattern(text)
            pattern = try Pattern("^(?:\(text))$")
        } catch {
            throw WireError("not a pattern: \(error.message)")
        }
    }

    package func matches(_ name: String) -> Bool {
        // A name has 63 characters at most, so this bounds nothing that is one.
        var steps = 64 * (Pattern.maximumStates + 1)
        return pattern.isFound(in: name, steps: &steps) && steps >= 0
    }
}
