import Logging
import Synchronization

/// Keeps what is logged, as text.
final class RecordingLog: Sendable {
    private let entries = Mutex([String]())

    var lines: [String] { entries.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { [self] _ in Handler(log: self) } }

    /// True where one line holds all of these.
    func has(_ parts: String...) -> Bool { lines.contains { line in parts.allSatisfy(line.contains) } }

    private struct Handler: LogHandler {
        let log: RecordingLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let details = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
            log.entries.withLock { $0.append("\(event.level) \(event.message) \(details)") }
        }
    }
}
