/// Reads a `where` query. Its grammar is in `LabelQuery`.
struct LabelQueryParser {
    private let octets: [UInt8]
    private var position = 0

    private static let maximumTerms = 32
    private static let maximumValues = 256

    init(_ text: String) { octets = Array(text.utf8) }

    mutating func parse() throws(WireError) -> [LabelQuery.Term] {
        var terms: [LabelQuery.Term] = []
        repeat {
            guard terms.count < Self.maximumTerms else { throw WireError("more than \(Self.maximumTerms) terms in a query") }
            terms.append(try term())
        } while take(",")
        guard position == octets.count else { throw failure("a comma or the end is expected") }
        return terms
    }

    private mutating func term() throws(WireError) -> LabelQuery.Term {
        if take("!") { return LabelQuery.Term(subject: try subject(), demand: .isMissing) }
        let subject = try subject()
        return LabelQuery.Term(subject: subject, demand: try demand())
    }

    private mutating func demand() throws(WireError) -> LabelQuery.Term.Demand {
        if take("!") {
            guard takeNext("=") else { throw failure("!= is expected") }
            return .isNot(try value())
        }
        if take("=") { return .isOne(of: [try value()]) }
        if takeWord("in") { return .isOne(of: try values()) }
        return .isThere
    }

    private mutating func subject() throws(WireError) -> LabelQuery.Term.Subject {
        skipBlanks()
        let start = position
        let word = takeWhile { Labels.isValueOctet($0) }
        if word.hasPrefix(LabelQuery.factPrefix), word.utf8.count > LabelQuery.factPrefix.utf8.count {
            return .fact(String(word.dropFirst(LabelQuery.factPrefix.count)))
        }
        guard Labels.isKey(word) else {
            position = start
            throw failure(word.isEmpty ? "a key is expected" : "\"\(word)\" is not the key of a label")
        }
        return .label(word)
    }

    private mutating func values() throws(WireError) -> [String] {
        guard take("(") else { throw failure("( is expected after in") }
        var values: [String] = []
        repeat {
            guard values.count < Self.maximumValues else { throw failure("more than \(Self.maximumValues) values") }
            values.append(try value())
        } while take(",")
        guard take(")") else { throw failure(") is expected") }
        return values
    }

    private mutating func value() throws(WireError) -> String {
        if take("\"") { return try quoted() }
        let word = takeWhile { Labels.isValueOctet($0) }
        guard !word.isEmpty else { throw failure("a value is expected; one with other characters stands in double quotes") }
        return word
    }

    private mutating func quoted() throws(WireError) -> String {
        var text: [UInt8] = []
        while position < octets.count {
            let octet = octets[position]
            position += 1
            switch octet {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard position < octets.count, "\"\\".utf8.contains(octets[position]) else {
                    throw failure("only \\\" and \\\\ are known in quotes")
                }
                text.append(octets[position])
                position += 1
            default: text.append(octet)
            }
        }
        throw failure("the quotes are not closed")
    }

    // MARK: octets

    private mutating func skipBlanks() { while position < octets.count, octets[position] == UInt8(ascii: " ") { position += 1 } }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipBlanks()
        return takeNext(mark)
    }

    private mutating func takeNext(_ mark: Unicode.Scalar) -> Bool {
        guard position < octets.count, octets[position] == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    /// A word by itself: what follows it is no part of a longer one.
    private mutating func takeWord(_ word: String) -> Bool {
        skipBlanks()
        let end = position + word.utf8.count
        guard octets[position...].starts(with: word.utf8), end == octets.count || !Labels.isValueOctet(octets[end]) else {
            return false
        }
        position = end
        return true
    }

    private mutating func takeWhile(_ isWanted: (UInt8) -> Bool) -> String {
        skipBlanks()
        let start = position
        while position < octets.count, isWanted(octets[position]) { position += 1 }
        return String(decoding: octets[start..<position], as: UTF8.self)
    }

    private func failure(_ message: String) -> WireError {
        // Characters, as whoever typed it counts them.
        let column = String(decoding: octets.prefix(position), as: UTF8.self).count + 1
        return WireError("at character \(column) of the query: \(message)")
    }
}
