/// What a host is told to run.
package struct RunInstruction: Hashable, Sendable {
    package let executor: String
    /// JSON text that satisfies the executor's schema.
    package let parameters: [UInt8]
    /// Empty where there is none.
    package let traceparent: String
    /// 0 where there is none. For information: the agent cancels when it has passed.
    package let timeoutSeconds: UInt64

    package init(executor: String, parameters: [UInt8], traceparent: String = "", timeoutSeconds: UInt64 = 0) {
        self.executor = executor
        self.parameters = parameters
        self.traceparent = traceparent
        self.timeoutSeconds = timeoutSeconds
    }
}
