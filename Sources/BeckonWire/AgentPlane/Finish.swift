/// The one outcome of an attempt, and the output that belongs to it.
package struct Finish: Hashable, WireMessage {
    package let outcome: Outcome
    /// 0…255 where a process ended by itself; 128 + n where signal n ended it.
    package let exitCode: Int?
    /// Satisfies the executor's result schema.
    package let result: JSONValue?
    /// One sentence for a person, where the outcome alone does not say it.
    package let message: String?
    /// Per stream; a stream without output may be left out.
    package let output: [OutputStream: OutputSummary]?

    package init(
        outcome: Outcome, exitCode: Int? = nil, result: JSONValue? = nil, message: String? = nil,
        output: [OutputStream: OutputSummary]? = nil
    ) {
        self.outcome = outcome
        self.exitCode = exitCode
        self.result = result
        self.message = message
        self.output = output
    }

    package func validate() throws(WireError) {
        // That nobody fetched it in time is for the broker alone to say.
        try Bounds.check(outcome != .expired, "/outcome", "not an outcome that a machine can report")
        try Bounds.check(exitCode, "/exitCode", in: Int(Int32.min)...Int(Int32.max))
        try Bounds.check(message, "/message", atMost: Bounds.message)
        for (stream, summary) in output ?? [:] {
            try Bounds.check(summary.length >= 0, "/output/\(stream.rawValue)/length", "negative")
            try Bounds.check(summary.sha256, "/output/\(stream.rawValue)/sha256", atMost: Bounds.digest)
        }
    }
}

/// All of one stream's output.
package struct OutputSummary: Hashable, Codable, Sendable {
    /// Octets.
    package let length: Int
    /// Lower-case hexadecimal SHA-256 of them.
    package let sha256: String
    /// Whether the instruction wrote more than was kept.
    package let truncated: Bool

    package init(length: Int, sha256: String, truncated: Bool) {
        self.length = length
        self.sha256 = sha256
        self.truncated = truncated
    }
}
