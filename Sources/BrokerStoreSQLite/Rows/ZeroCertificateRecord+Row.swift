import BeckonWire
import BrokerCore
import GRDB

extension ZeroCertificateRecord {
    private static let columnNames = [
        "id", "subscriber", "name", "created_at", "created_by", "expires_at", "bounds", "uses", "last_used_at", "revoked_at",
    ]
    static let columns = columnNames.joined(separator: ", ")
    static let placeholders = columnNames.map { _ in "?" }.joined(separator: ", ")
    static let columnCount = columnNames.count

    init(row: Row) throws {
        let row = StoredRow(row, of: "zero_certificates")
        self.init(
            id: try row.id(0), subscriber: try row.text(1), name: try row.text(2), createdAt: try row.time(3),
            createdBy: try row.text(4), expiresAt: try row.time(5), bounds: try row.json(ZeroBounds.self, 6),
            uses: try row.integer(7), lastUsedAt: row.optionalTime(8), revokedAt: row.optionalTime(9))
    }

    var arguments: StatementArguments {
        [
            id.description, subscriber, name, createdAt.milliseconds, createdBy, expiresAt.milliseconds, StoredJSON.text(bounds),
            uses, lastUsedAt?.milliseconds, revokedAt?.milliseconds,
        ]
    }
}
