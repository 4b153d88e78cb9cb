import AgentCore
import BeckonWire
import Glibc
import Logging

/// One line on stderr per message: time, level, text, then `key=value`. Control characters are escaped: some of the text comes
/// from others.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    static func install(level: Logger.Level) {
        LoggingSystem.bootstrap { _ in LineLogHandler(logLevel: level) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        let pairs = all.map { " \($0.key)=\($0.value)" }.joined()
        Self.write("\(SystemClock().now) \(event.level) \(event.message)\(pairs)")
    }

    /// One line on stderr, in one write so that lines of several threads do not mix.
    static func write(_ text: String) {
        let line = escaped(text) + "\n"
        _ = Array(line.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Control characters, those beyond ASCII included, as `\u{1b}`.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .control {
                escaped += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
