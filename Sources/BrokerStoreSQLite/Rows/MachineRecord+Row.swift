import BeckonWire
import BrokerCore
import GRDB

extension MachineRecord {
    static let columns = """
        id, subscriber, name, facts, enrolled_at, zero_certificate, key_fingerprint, certificate, certificate_serial, \
        certificate_expires_at, journal, run, catalogue, last_heard_at
        """

    init(row: Row) throws {
        let row = StoredRow(row, of: "machines")
        self.init(
            id: try row.id(0), subscriber: try row.text(1), name: try row.text(2), facts: try row.json([String: String].self, 3),
            enrolledAt: try row.time(4), zeroCertificate: try row.id(5), keyFingerprint: try row.text(6),
            certificate: try row.text(7), certificateSerial: try row.text(8), certificateExpiresAt: try row.time(9),
            journal: row.optionalText(10), run: try row.integer(11), catalogue: row.optionalText(12),
            lastHeardAt: row.optionalTime(13))
    }

    var arguments: StatementArguments {
        [
            id.description, subscriber, name, StoredJSON.text(facts), enrolledAt.milliseconds, zeroCertificate.description,
            keyFingerprint, certificate, certificateSerial, certificateExpiresAt.milliseconds, journal, run, catalogue,
            lastHeardAt?.milliseconds,
        ]
    }
}
