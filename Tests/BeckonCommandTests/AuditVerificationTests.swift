import BeckonCommand
import BeckonIdentity
import BeckonWire
import Crypto
import Testing

@Suite("The chain of an audit log")
struct AuditVerificationTests {
    /// A chain as a broker writes it, made by the words of docs/protocol.md alone.
    private static func rows(_ count: Int, extra: [String: JSONValue] = [:]) -> [JSONValue] {
        var previous = String(repeating: "0", count: 64)
        return (1...count).map { number in
            var members: [String: JSONValue] = [
                "number": .integer(Int64(number)), "at": "2026-11-24T08:00:00.000Z", "subscriber": "acme",
                "actor": "operator alice",
                "action": "machine.revoked", "subject": .string("web-\(number)"), "outcome": "done", "detail": "",
                "previous": .string(previous),
            ]
            members.merge(extra) { $1 }
            previous = Hexadecimal.text(SHA256.hash(data: WireJSON.encode(JSONValue.object(members))))
            members["hash"] = .string(previous)
            return .object(members)
        }
    }

    private static func verify(_ rows: [JSONValue], anchor: String? = nil) throws -> AuditVerification {
        var verification = AuditVerification(anchor: anchor.flatMap(AuditVerification.Anchor.init(argument:)))
        for row in rows { try verification.check(row) }
        try verification.finish(head: nil)
        return verification
    }

    @Test("A whole one is whole, with members that this version does not know too")
    func whole() throws {
        #expect(try Self.verify(Self.rows(5)).number == 5)
        #expect(try Self.verify(Self.rows(5, extra: ["new": [1, 2]])).number == 5)
        #expect(try Self.verify([]).number == 0)
    }

    @Test("A changed row is found, whichever member it is", arguments: ["at", "actor", "action", "subject", "outcome", "detail"])
    func changed(_ member: String) throws {
        var rows = Self.rows(5)
        guard case .object(var members) = rows[2] else { return }
        members[member] = "another"
        rows[2] = .object(members)
        #expect(throws: AuditVerification.Fault("row 3 was changed: its hash is not that of its content")) {
            try Self.verify(rows)
        }
    }

    @Test("A row that was changed along with its hash breaks the row after it")
    func rehashed() throws {
        var rows = Self.rows(5)
        guard case .object(var members) = rows[2] else { return }
        members["detail"] = "another"
        members["hash"] = nil
        members["hash"] = .string(Hexadecimal.text(SHA256.hash(data: WireJSON.encode(JSONValue.object(members)))))
        rows[2] = .object(members)
        #expect(throws: AuditVerification.Fault.self) { try Self.verify(rows) }
    }

    @Test("Removed, reordered and repeated rows are found")
    func misplaced() throws {
        let rows = Self.rows(5)
        for broken in [
            Array(rows.dropFirst()), Array(rows[..<2] + rows[3...]), [rows[0], rows[2], rows[1]], [rows[0], rows[0]],
        ] {
            #expect(throws: AuditVerification.Fault.self) { try Self.verify(broken) }
        }
    }

    @Test("A log that was written anew or cut is found by a head that was noted")
    func anchored() throws {
        let noted = try Self.verify(Self.rows(4))
        let anchor = "\(noted.number):\(noted.hash)"
        #expect(try Self.verify(Self.rows(5), anchor: anchor).number == 5)
        #expect(throws: AuditVerification.Fault.self) { try Self.verify(Self.rows(3), anchor: anchor) }
        #expect(throws: AuditVerification.Fault.self) { try Self.verify(Self.rows(5, extra: ["detail": "x"]), anchor: anchor) }
    }

    @Test("A head beyond the last row is a missing end")
    func missingEnd() throws {
        var verification = AuditVerification()
        for row in Self.rows(3) { try verification.check(row) }
        #expect(throws: AuditVerification.Fault.self) {
            try verification.finish(head: AuditPage.Head(number: 4, hash: ""))
        }
    }

    @Test(
        "What is no row is no row",
        arguments: [.null, 1, "x", [], [:], ["number": 1], ["number": "1", "hash": "x"]] as [JSONValue])
    func nonsense(_ row: JSONValue) {
        var verification = AuditVerification()
        #expect(throws: AuditVerification.Fault.self) { try verification.check(row) }
    }
}
