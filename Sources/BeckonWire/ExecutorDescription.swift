/// What an executor registers: its name and the shapes of what it takes and gives.
package struct ExecutorDescription: Hashable, WireMessage {
    package let name: String
    package let version: String
    /// One sentence for a person.
    package let summary: String
    /// JSON Schema, the supported part of 2020-12 (`JSONSchema`).
    package let parameters: JSONValue
    package let result: JSONValue

    package init(name: String, version: String, summary: String, parameters: JSONValue, result: JSONValue) {
        self.name = name
        self.version = version
        self.summary = summary
        self.parameters = parameters
        self.result = result
    }

    package func validate() throws(WireError) {
        try Bounds.check(Name.isExecutor(name), "/name", "not an executor's name: [a-z][a-z0-9-]{0,31}")
        try Bounds.check(version, "/version", atMost: Bounds.version)
        try Bounds.check(summary, "/summary", atMost: Bounds.summary)
    }
}
