/// Thrown by an executor that cannot take the instruction on this machine and has done nothing of it.
public struct InstructionRejected: Error, CustomStringConvertible {
    /// One sentence for the operator, naming the parameter concerned.
    public let description: String

    public init(_ message: String) { description = message }
}
