import BeckonWire
import BrokerCore
import GRDB

extension ZeroCertificateRecord {
    static let columns = "id, subscriber, name, created_at, created_by, expires_at"

    init(row: Row) throws {
        let row = StoredRow(row, of: "zero_certificates")
        self.init(
            id: try row.id(0), subscriber: try row.text(1), name: try row.text(2), createdAt: try row.time(3),
            createdBy: try row.text(4), expiresAt: try row.time(5))
    }

    var arguments: StatementArguments {
        [id.description, subscriber, name, createdAt.milliseconds, createdBy, expiresAt.milliseconds]
    }
}
