/// An executor as its plugin declares it, in texts as they came: the agent judges them.
package struct ExecutorRegistration: Hashable, Sendable {
    package let name: String
    package let version: String
    package let summary: String
    /// JSON text.
    package let parametersSchema: String
    /// JSON text, or nil where the executor gives no result.
    package let resultSchema: String?

    package init(name: String, version: String, summary: String, parametersSchema: String, resultSchema: String?) {
        self.name = name
        self.version = version
        self.summary = summary
        self.parametersSchema = parametersSchema
        self.resultSchema = resultSchema
    }
}
