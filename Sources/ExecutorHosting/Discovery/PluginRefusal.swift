/// Why a plugin, or an executor of it, is not served. One line, for the log and for an operator.
struct PluginRefusal: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
