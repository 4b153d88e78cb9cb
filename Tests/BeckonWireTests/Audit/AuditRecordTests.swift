import BeckonWire
import Testing

@Suite struct AuditRecordTests {
    /// Whoever checks a log by other means relies on these octets: they never change.
    @Test func theHashedOctetsAreFixed() {
        let record = AuditRecord(
            number: 7, at: Timestamp(milliseconds: 1_732_400_000_123), subscriber: "acme", actor: "operator alice",
            address: nil, action: .machineRevoked, subject: "web-01", outcome: .done, detail: "disk \"stolen\"\n",
            previous: AuditRecord.beginning, hash: "")
        let zeros = String(repeating: "0", count: 64)
        #expect(
            String(decoding: record.canonical, as: UTF8.self) == #"{"action":"machine.revoked","actor":"operator alice","#
                + #""at":"2024-11-23T22:13:20.123Z","detail":"disk \"stolen\"\n","number":7,"outcome":"done","#
                + #""previous":"\#(zeros)","subject":"web-01","subscriber":"acme"}"#)
    }
}
