import BrokerCore
import GRDB

extension StoreError {
    /// SQLite's errors as the store's; any other error is whoever's it is, and stays.
    static func replacing(_ error: any Error, path: String) -> any Error {
        (error as? DatabaseError).map { StoreError($0, path: path) } ?? error
    }

    init(_ error: DatabaseError, path: String) {
        let reason = "\(error.message ?? "error") (SQLite \(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(.full, "no room for the store \(path): \(reason). Make room on its file system; nothing else is needed")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.corrupt, "the store \(path) is damaged: \(reason). Restore a backup")
        case .SQLITE_MISUSE:
            // What GRDB answers when a connection has been closed.
            self.init(.closed, "the store \(path) is closed")
        default:
            self.init(.failed, "the store \(path) failed: \(reason)")
        }
    }
}
