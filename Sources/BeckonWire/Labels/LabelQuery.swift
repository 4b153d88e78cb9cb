/// A `where` query: which machines are meant, by their labels and their facts.
///
/// Terms joined by commas, all of which must hold: `key=value`, `key!=value`, `key in (a,b)`, `key` (is there), `!key` (is not
/// there). `!=` holds where the key is missing too. `fact.KEY` asks for a fact. A value that is more than `Labels.isValue` allows
/// stands in double quotes, with `\"` and `\\` in it.
package struct LabelQuery: Hashable, Sendable, CustomStringConvertible {
    /// A term: a key, and what is asked of it.
    struct Term: Hashable, Sendable {
        enum Subject: Hashable, Sendable {
            case label(String)
            case fact(String)
        }

        enum Demand: Hashable, Sendable {
            case isOne(of: [String])
            case isNot(String)
            case isThere
            case isMissing
        }

        let subject: Subject
        let demand: Demand

        func holds(labels: [String: String], facts: [String: String]) -> Bool {
            let value: String? =
                switch subject {
                case .label(let key): labels[key]
                case .fact(let key): facts[key]
                }
            return switch demand {
            case .isOne(let values): value.map(values.contains) ?? false
            case .isNot(let unwanted): value != unwanted
            case .isThere: value != nil
            case .isMissing: value == nil
            }
        }
    }

    static let factPrefix = "fact."

    /// As it was given.
    package let description: String
    private let terms: [Term]

    /// - Throws: with the position of what is wrong, counted in characters from 1.
    package init(_ text: String) throws(WireError) {
        try Bounds.check(text, "", atMost: Bounds.targetText)
        var parser = LabelQueryParser(text)
        terms = try parser.parse()
        description = text
    }

    package func matches(labels: [String: String], facts: [String: String]) -> Bool {
        terms.allSatisfy { $0.holds(labels: labels, facts: facts) }
    }

    /// Whether it asks for what machines say of themselves: such a query never decides who may do what.
    package var asksForFacts: Bool {
        terms.contains { if case .fact = $0.subject { true } else { false } }
    }
}
