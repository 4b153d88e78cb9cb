import BeckonWire
import BrokerCore
import GRDB

extension MachineRecord {
    private static let columnNames = [
        "id", "subscriber", "name", "facts", "enrolled_at", "zero_certificate", "key_fingerprint", "state", "state_reason",
        "is_awaited", "labels", "certificate", "next_certificate", "previous_certificate", "journal", "run", "catalogue",
        "last_heard_at",
    ]
    static let columns = columnNames.joined(separator: ", ")
    static let placeholders = columnNames.map { _ in "?" }.joined(separator: ", ")
    static let assignments = columnNames.map { "\($0) = ?" }.joined(separator: ", ")

    init(row: Row) throws {
        let row = StoredRow(row, of: "machines")
        self.init(
            id: try row.id(0), subscriber: try row.text(1), name: try row.text(2), facts: try row.json([String: String].self, 3),
            enrolledAt: try row.time(4), zeroCertificate: try row.id(5), keyFingerprint: try row.text(6),
            state: try row.word(7), stateReason: row.optionalText(8), isAwaited: try row.integer(9) != 0,
            labels: try row.json([String: String].self, 10),
            certificate: try row.optionalJSON(StoredCertificate.self, 11)?.certificate,
            next: try row.optionalJSON(StoredCertificate.self, 12)?.certificate,
            previous: try row.optionalJSON(StoredCertificate.Retired.self, 13)?.certificate,
            journal: row.optionalText(14), run: try row.integer(15), catalogue: row.optionalText(16),
            lastHeardAt: row.optionalTime(17))
    }

    var arguments: StatementArguments {
        [
            id.description, subscriber, name, StoredJSON.text(facts), enrolledAt.milliseconds, zeroCertificate.description,
            keyFingerprint, state.rawValue, stateReason, isAwaited ? 1 : 0, StoredJSON.text(labels),
            certificate.map { StoredJSON.text(StoredCertificate($0)) }, next.map { StoredJSON.text(StoredCertificate($0)) },
            previous.map { StoredJSON.text(StoredCertificate.Retired($0)) }, journal, run, catalogue, lastHeardAt?.milliseconds,
        ]
    }
}

/// A machine's certificate as a column keeps it; times are milliseconds since 1970.
struct StoredCertificate: Codable, Sendable {
    private let serial: String
    private let keyFingerprint: String
    private let pem: String
    private let expiresAt: Int64
    private let renewAt: Int64
    private let firstUsedAt: Int64?

    init(_ certificate: MachineCertificate) {
        serial = certificate.serial
        keyFingerprint = certificate.keyFingerprint
        pem = certificate.pem
        expiresAt = certificate.expiresAt.milliseconds
        renewAt = certificate.renewAt.milliseconds
        firstUsedAt = certificate.firstUsedAt?.milliseconds
    }

    var certificate: MachineCertificate {
        MachineCertificate(
            serial: serial, keyFingerprint: keyFingerprint, pem: pem, expiresAt: Timestamp(milliseconds: expiresAt),
            renewAt: Timestamp(milliseconds: renewAt), firstUsedAt: firstUsedAt.map { Timestamp(milliseconds: $0) })
    }

    struct Retired: Codable, Sendable {
        private let serial: String
        private let keyFingerprint: String

        init(_ certificate: MachineCertificate.Retired) {
            serial = certificate.serial
            keyFingerprint = certificate.keyFingerprint
        }

        var certificate: MachineCertificate.Retired { MachineCertificate.Retired(serial: serial, keyFingerprint: keyFingerprint) }
    }
}
