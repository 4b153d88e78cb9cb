/// A state of a pattern's automaton. Unless it says otherwise the next one follows.
enum PatternInstruction: Sendable {
    /// Takes one character of the set.
    case one(ScalarSet)
    /// Goes on in both.
    case split(Int, Int)
    case jump(Int)
    /// Goes on only at the start of the text.
    case start
    /// Goes on only at the end of the text.
    case end
    /// Found.
    case match
}
