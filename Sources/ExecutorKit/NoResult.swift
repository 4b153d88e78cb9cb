/// The result of an executor that gives none: it has no values.
public enum NoResult: Encodable, Sendable {
    public func encode(to encoder: any Encoder) throws {}
}
