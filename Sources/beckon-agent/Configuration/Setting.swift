import ArgumentParser
import FoundationEssentials

/// A flag beats its `BECKON_*` variable, which beats the file.
enum Setting {
    /// A variable, or a flag with a variable, that is set to what it cannot be.
    struct Invalid: Error, CustomStringConvertible {
        let description: String
    }

    /// Nil where neither the flag nor the variable is given.
    static func value<Value: ExpressibleByArgument>(_ flag: Value?, variable: String) throws(Invalid) -> Value? {
        if let flag { return flag }
        guard let text = self.variable(variable) else { return nil }
        guard let value = Value(argument: text) else {
            throw Invalid(description: "\(variable) is set to something that its flag would not take")
        }
        return value
    }

    /// Nil where it is not set, or empty.
    static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
