import BeckonWire
import ExecutorHostProtocol

/// An executor that is served: its schemas are compiled, so nothing of them is left to be refused later.
struct ServedExecutor: Sendable {
    let description: ExecutorDescription
    /// Nil where the executor gives no result.
    let resultSchema: JSONSchema?

    init(_ registration: ExecutorRegistration) throws(PluginRefusal) {
        let name = registration.name
        let parameters = try Self.schema(registration.parametersSchema, "parameters schema", of: name)
        resultSchema =
            if let text = registration.resultSchema { try Self.schema(text, "result schema", of: name) } else { nil }
        description = ExecutorDescription(
            name: name, version: registration.version, summary: registration.summary, parameters: parameters.document,
            result: resultSchema?.document ?? .object([:]))
        do { try description.validate() } catch { throw PluginRefusal("executor \(name): \(error)") }
    }

    private static func schema(_ text: String, _ what: String, of name: String) throws(PluginRefusal) -> JSONSchema {
        do {
            return try JSONSchema(WireJSON.decodeValue(from: text.utf8, limit: Bounds.schema))
        } catch {
            throw PluginRefusal("the \(what) of executor \(name) is refused: \(error)")
        }
    }
}
