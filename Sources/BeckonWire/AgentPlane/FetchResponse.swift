/// The instruction, given once per attempt.
package struct FetchResponse: Hashable, WireMessage {
    package let transaction: TransactionID
    /// 1 for the first fetch; each further fetch is a further attempt.
    package let attempt: Int
    package let instruction: Instruction
    /// Seconds that it may run.
    package let timeout: Int
    package let onInterruption: Interruption
    /// W3C Trace Context, as the operator gave it.
    package let traceparent: String?
    /// Who submitted it, as the broker knows them, for the machine's policy; nil from a broker that does not say.
    package let `operator`: String?

    package init(
        transaction: TransactionID, attempt: Int, instruction: Instruction, timeout: Int, onInterruption: Interruption,
        traceparent: String?, operator: String? = nil
    ) {
        self.transaction = transaction
        self.attempt = attempt
        self.instruction = instruction
        self.timeout = timeout
        self.onInterruption = onInterruption
        self.traceparent = traceparent
        self.operator = `operator`
    }

    package func validate() throws(WireError) {
        try Bounds.check(attempt, "/attempt", in: 1...1000)
        try Bounds.check(timeout, "/timeout", in: 1...Bounds.timeout)
        try Bounds.check(traceparent, "/traceparent", atMost: Bounds.traceparent)
        try Bounds.check(`operator`, "/operator", atMost: Bounds.operatorName)
        try instruction.validate()
    }
}
