import ArgumentParser
import FoundationEssentials

/// A flag beats its `BECKON_*` variable, which beats what the data directory says.
enum Setting {
    /// - Throws: a usage error where the variable is set to what its flag would not take.
    static func value<Value: ExpressibleByArgument>(_ flag: Value?, variable: String) throws -> Value? {
        if let flag { return flag }
        guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty else { return nil }
        guard let value = Value(argument: text) else {
            throw BrokerError(.usage, "\(variable) is set to something that its flag would not take")
        }
        return value
    }
}
