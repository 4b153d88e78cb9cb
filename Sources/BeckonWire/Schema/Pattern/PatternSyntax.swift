/// A parsed pattern.
indirect enum PatternSyntax: Sendable {
    case one(ScalarSet)
    case start
    case end
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    /// `maximum` nil: without end.
    case repeated(PatternSyntax, minimum: Int, maximum: Int?)
}
