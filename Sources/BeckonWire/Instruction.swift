/// An executor's name plus parameters that satisfy that executor's JSON Schema.
package struct Instruction: Hashable, WireMessage {
    package let executor: String
    /// An object.
    package let parameters: JSONValue

    package init(executor: String, parameters: JSONValue) {
        self.executor = executor
        self.parameters = parameters
    }

    package func validate() throws(WireError) {
        try Bounds.check(Name.isExecutor(executor), "/instruction/executor", "not an executor's name: [a-z][a-z0-9-]{0,31}")
        guard case .object = parameters else { throw WireError("not an object", at: "/instruction/parameters") }
    }
}
