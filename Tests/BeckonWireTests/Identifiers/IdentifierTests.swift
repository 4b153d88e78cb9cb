import BeckonWire
import TestSupport
import Testing

@Suite struct IdentifierTests {
    @Test func textsAndIdsAreTheSame() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<1000 {
            let time = Timestamp(milliseconds: .random(in: 0...0xFFFF_FFFF_FFFF, using: &random))
            let id = TransactionID.generate(at: time, using: &random)
            #expect(id.description.utf8.count == 28)
            #expect(TransactionID(id.description) == id)
            #expect(id.time == time)
        }
    }

    @Test func orderIsThatOfTimeAndOfTexts() {
        var random = SeededGenerator(seed: 2)
        let ids = (0..<1000).map { TransactionID.generate(at: Timestamp(milliseconds: Int64($0 / 10)), using: &random) }
        for (earlier, later) in zip(ids, ids.dropFirst(10)) { #expect(earlier < later) }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
    }

    @Test func aTimeOutOfRangeIsClamped() {
        var random = SeededGenerator(seed: 3)
        #expect(MachineID.generate(at: Timestamp(milliseconds: -5), using: &random).time == Timestamp(milliseconds: 0))
    }

    @Test func malformedTextsAreRefused() throws {
        var random = SeededGenerator(seed: 4)
        let good = TransactionID.generate(at: Timestamp(milliseconds: 1_732_400_000_000), using: &random).description
        #expect(TransactionID(good) != nil)
        #expect(MachineID(good) == nil)
        #expect(ZeroCertificateID(good) == nil)
        let body = String(good.dropFirst(2))
        let ends = [
            "", "\(body)0", "\(body.dropLast())", "\(body)\n", " \(body.dropFirst())", body.uppercased(), "8\(body.dropFirst())",
        ]
        let strangers = ["i", "l", "o", "u", "é", "\u{301}", "-", "!"].map { "\(body.dropLast())\($0)" }
        let otherVersions = [String(repeating: "0", count: 26), "7" + String(repeating: "z", count: 25)]
        for text in ends + strangers + otherVersions { #expect(TransactionID("t-" + text) == nil, "\(text)") }
        for prefix in ["", "m-", "T-", "t_", "t", " t-"] { #expect(TransactionID(prefix + body) == nil, "\(prefix)") }
    }

    /// One octet changed gives another id or none, never the same one.
    @Test func everyTextIsCanonical() {
        var random = SeededGenerator(seed: 5)
        let id = TransactionID.generate(at: Timestamp(milliseconds: 1_732_400_000_000), using: &random)
        let octets = Array(id.description.utf8)
        for index in octets.indices {
            for octet in UInt8.min...UInt8.max where octet != octets[index] {
                var changed = octets
                changed[index] = octet
                guard let text = String(validating: changed, as: UTF8.self), let other = TransactionID(text) else { continue }
                #expect(other != id)
                #expect(other.description == text)
            }
        }
    }
}
