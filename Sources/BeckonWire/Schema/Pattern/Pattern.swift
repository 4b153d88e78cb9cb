/// A regular expression that is searched for in time linear in the text, whatever the expression.
///
/// The subset of ECMA-262 that needs no backtracking (docs/executor-schemas.md): characters, `.`, classes, `\d \w \s`, groups,
/// `|`, `^ $`, and `? * + {m,n}` over one character, class or group. Everything else is refused when it is compiled. A bounded
/// nondeterministic automaton is simulated, all of its states at once (https://swtch.com/~rsc/regexp/regexp2.html).
struct Pattern: Sendable {
    let text: String
    private let program: [PatternInstruction]

    /// Instructions, which bound the work at each character.
    var states: Int { program.count }

    /// Instructions that one pattern may have.
    static let maximumStates = 1000

    init(_ text: String, states: Int = maximumStates) throws(PatternError) {
        var parser = PatternParser(text)
        var assembler = PatternAssembler(limit: min(states, Self.maximumStates))
        self.text = text
        program = try assembler.assemble(try parser.parse())
    }

    /// Whether the expression is found anywhere in `subject`. Takes its work from `steps`; below zero the answer means nothing.
    func isFound(in subject: String, steps: inout Int) -> Bool {
        var current = PatternThreads(program)
        var next = current
        var position = 0
        let scalars = subject.unicodeScalars
        let end = scalars.count
        for scalar in scalars {
            // A search begins anew at each character.
            if current.add(0, at: position, end: end) { return true }
            steps -= 1 + current.active.count
            guard steps >= 0 else { return false }
            next.clear()
            for index in current.active {
                guard case .one(let set) = program[index], set.contains(scalar) else { continue }
                if next.add(index + 1, at: position + 1, end: end) { return true }
            }
            swap(&current, &next)
            position += 1
        }
        return current.add(0, at: position, end: end)
    }
}

/// Why a pattern is refused.
struct PatternError: Error, Hashable {
    let message: String
}
