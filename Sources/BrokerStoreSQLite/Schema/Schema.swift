import BrokerCore
import GRDB

/// The tables, as a list of versions that each build on the one before.
///
/// A version that has been released is never edited: a change is a new one at the end of the list.
enum Schema {
    static let versions = [version1, version2, version3, version4, version5]

    /// Marks the file as a broker's store ("BEKN"), so that no other program's database is taken for one.
    private static let applicationID: Int32 = 0x4245_4B4E

    /// Brings the database to the last version, each step in a transaction of its own.
    /// - Throws: `.newerSchema` where a later version of this program wrote it, `.failed` where it is not a store at all.
    static func migrate(_ db: Database, path: String, versions: [String] = versions) throws {
        let version = try number(db, "user_version")
        try refuseStranger(db, path: path, version: version)
        guard version <= versions.count else {
            throw StoreError(
                .newerSchema,
                "the store \(path) was written by a newer beckon-broker: it has schema \(version), this version knows "
                    + "\(versions.count). Start the newer beckon-broker, or restore a backup that this one wrote")
        }
        for next in versions.indices.dropFirst(version) {
            try db.inTransaction(.immediate) {
                try db.execute(sql: versions[next])
                try db.execute(sql: "PRAGMA user_version = \(next + 1); PRAGMA application_id = \(applicationID)")
                return .commit
            }
        }
    }

    private static func refuseStranger(_ db: Database, path: String, version: Int) throws {
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        let isNew = version == 0 && tables == 0
        guard try isNew || number(db, "application_id") == Int(applicationID) else {
            throw StoreError(.failed, "\(path) is a database of another program. Give beckon-broker a directory of its own")
        }
    }

    private static func number(_ db: Database, _ pragma: String) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA \(pragma)") ?? 0
    }
}
