import BeckonWire
import BrokerCore
import GRDB

extension OperatorRecord {
    static let columns = """
        subscriber, name, credential, grant_json, created_at, created_by, expires_at, revoked_at, proof, renewed_serial, \
        renewed_expires_at
        """

    init(row: Row) throws {
        let row = StoredRow(row, of: "operators", keyColumns: 2)
        self.init(
            subscriber: try row.text(0), name: try row.text(1), credential: try row.word(2),
            grant: try row.json(OperatorGrant.self, 3), createdAt: try row.time(4), createdBy: try row.text(5),
            expiresAt: try row.time(6), revokedAt: row.optionalTime(7), proof: try row.text(8),
            renewed: try Self.renewed(row))
    }

    private static func renewed(_ row: StoredRow) throws -> Renewed? {
        guard let serial = row.optionalText(9) else { return nil }
        return Renewed(serial: serial, expiresAt: try row.time(10))
    }

    var arguments: StatementArguments {
        [
            subscriber, name, credential.rawValue, StoredJSON.text(grant), createdAt.milliseconds, createdBy,
            expiresAt.milliseconds, revokedAt?.milliseconds, proof, renewed?.serial, renewed?.expiresAt.milliseconds,
        ]
    }
}
