import BeckonIdentity

/// One `KEY=VALUE` of a command line. `KEY=@FILE` takes the value from a file, and `KEY=@@…` stands for a value that begins with @.
package struct ParameterArgument: Hashable, Sendable {
    package let key: String
    package let value: String

    /// Octets of a file that can be a parameter: the broker takes 1 MiB in all.
    private static let largestFile = 1 << 20

    package init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw CommandFailure.usage(
                "\"\(text)\" is not a parameter: KEY=VALUE is expected",
                hint: "a command for the executor goes after --, as in: beckon run --on web-01 shell -- uname -a")
        }
        key = String(parts[0])
        value = try Self.content(of: parts[1], key)
    }

    private static func content(of text: Substring, _ key: String) throws -> String {
        guard text.hasPrefix("@") else { return String(text) }
        let rest = text.dropFirst()
        if rest.hasPrefix("@") { return String(rest) }
        let octets: [UInt8]
        do throws(IdentityError) {
            octets = try DurableFile.read(String(rest), limit: largestFile)
        } catch {
            throw CommandFailure.usage(
                "the parameter \(key) cannot be read: \(error.message)", hint: "a value that begins with @ is written @@")
        }
        guard let content = String(validating: octets, as: UTF8.self) else {
            throw CommandFailure.usage("the parameter \(key) cannot be read: \(rest) is not UTF-8")
        }
        return content
    }
}
