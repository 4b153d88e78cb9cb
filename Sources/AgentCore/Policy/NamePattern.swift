/// A name, or several by `*`, which stands for any characters or none. Compared byte for byte.
package struct NamePattern: Hashable, Sendable {
    package let text: String
    /// What is between the stars.
    private let parts: [[UInt8]]

    package init(_ text: String) {
        self.text = text
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// Whether it names exactly one.
    package var isExact: Bool { parts.count == 1 }

    package var matchesEverything: Bool { parts.count > 1 && parts.allSatisfy(\.isEmpty) }

    package func matches(_ name: String) -> Bool {
        guard let first = parts.first, let last = parts.last, !isExact else { return text.utf8.elementsEqual(name.utf8) }
        let octets = Array(name.utf8)
        guard octets.count >= first.count + last.count, octets.starts(with: first), octets.suffix(last.count).elementsEqual(last)
        else { return false }
        // The leftmost place of each part leaves the most room for the next ones.
        var rest = octets[first.count..<(octets.count - last.count)]
        for part in parts.dropFirst().dropLast() {
            guard let place = rest.firstRange(of: part) else { return false }
            rest = rest[place.upperBound...]
        }
        return true
    }
}

extension NamePattern: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}
