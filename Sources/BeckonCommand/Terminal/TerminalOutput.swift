/// A stream of octets on its way to a terminal: harmless text, whatever the octets are and wherever they are cut.
package struct TerminalOutput: Sendable {
    /// The beginning of a character whose rest has not come: 3 octets at most.
    private var partial: [UInt8] = []

    package init() {}

    package mutating func text(of octets: some Sequence<UInt8>) -> String {
        let all = partial + octets
        let end = Self.lengthOfWholeCharacters(all)
        partial = Array(all[end...])
        return Self.escaped(all[..<end])
    }

    /// What is left when no more comes.
    package mutating func finish() -> String {
        defer { partial = [] }
        return Self.escaped(partial[...])
    }

    private static func escaped(_ octets: ArraySlice<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: octets, as: UTF8.self).unicodeScalars { TerminalText.append(output: scalar, to: &text) }
        return text
    }

    /// Where a character begins that is not whole yet; the octets' end where there is none.
    private static func lengthOfWholeCharacters(_ octets: [UInt8]) -> Int {
        for back in 1...3 where back <= octets.count {
            let octet = octets[octets.count - back]
            if octet & 0b1100_0000 == 0b1000_0000 { continue }
            let length = octet >= 0xF0 ? 4 : octet >= 0xE0 ? 3 : octet >= 0xC0 ? 2 : 1
            return length > back ? octets.count - back : octets.count
        }
        return octets.count
    }
}
