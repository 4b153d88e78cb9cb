import ArgumentParser

/// A duration as it is typed: `90s`, `5m`, `1h30m`, `7d`. Whole seconds.
package struct CommandDuration: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
    package let seconds: Int

    init(seconds: Int) {
        self.seconds = seconds
    }

    private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    /// Nil for anything else: no unit, an unknown unit, a fraction, nothing at all, or more than an `Int` holds.
    package init?(argument: String) {
        var total = 0
        var digits = ""
        for character in argument {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let unit = Self.units[character], let number = Int(digits) else { return nil }
            let (product, tooLong) = number.multipliedReportingOverflow(by: unit)
            let (sum, tooLarge) = total.addingReportingOverflow(product)
            guard !tooLong, !tooLarge else { return nil }
            (total, digits) = (sum, "")
        }
        guard digits.isEmpty, total > 0 else { return nil }
        seconds = total
    }

    /// In the largest unit that says it exactly.
    package var description: String {
        for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "m")] where seconds % unit == 0 {
            return "\(seconds / unit)\(name)"
        }
        return "\(seconds)s"
    }
}
