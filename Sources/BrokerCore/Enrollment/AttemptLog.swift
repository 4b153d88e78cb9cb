import BeckonWire
import Synchronization

/// Which refused attempts to enrol get a row in the audit log: so many a minute for each zero certificate. Else whoever has a leaked
/// file could fill the log, and with it the disk.
final class AttemptLog: Sendable {
    private struct Window {
        let begin: Timestamp
        var rows: Int
    }

    /// Seconds.
    private static let length = 60
    private let rows: Int
    private let windows: Mutex<BoundedCache<ZeroCertificateID, Window>>

    /// - Parameters:
    ///   - rows: of one zero certificate in a minute.
    ///   - limit: zero certificates that are kept an eye on.
    init(rows: Int = 200, limit: Int = 4096) {
        self.rows = rows
        windows = Mutex(BoundedCache(limit: limit))
    }

    /// Whether this one is to be written down.
    func takes(_ zero: ZeroCertificateID, at now: Timestamp) -> Bool {
        windows.withLock { windows in
            var window = windows.value(of: zero) ?? Window(begin: now, rows: 0)
            if now < window.begin || now >= window.begin.adding(seconds: Self.length) { window = Window(begin: now, rows: 0) }
            guard window.rows < rows else { return false }
            window.rows += 1
            windows.insert(window, for: zero)
            return true
        }
    }
}
