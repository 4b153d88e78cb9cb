import BeckonWire
import TestSupport
import Testing

/// Mutations of valid messages: whatever arrives is decoded and within its bounds, or refused with a `WireError`. Never a trap.
@Suite struct MessageFuzzTests {
    @Test(arguments: MessageSample.all) func mutationsAreReadOrRefused(_ sample: MessageSample) throws {
        var random = SeededGenerator(seed: sample.name.utf8.reduce(17) { $0 &* 31 &+ UInt64($1) })
        for _ in 0..<400 {
            var octets = sample.octets
            for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&octets, using: &random) }
            do {
                let reread = try sample.reread(octets)
                // What was taken is a message: it reads as itself again.
                #expect(try sample.reread(reread) == reread, "\(String(decoding: octets, as: UTF8.self))")
            } catch let error as WireError {
                #expect(!error.message.isEmpty)
            }
        }
    }

    private static let morsels = [
        "null", "true", "-1", "0", "1e999", "-9223372036854775808", "9223372036854775808", "1.5", "1.0", "\"\"", "\"\\ud800\"",
        "[]",
        "{}", "[[[[[[", "{\"a\":", ",", ":", "\"", "\\", "\u{0}", "\u{FEFF}", "t-00000000000000000000000000", "\"\\u0000\"",
    ].map { Array($0.utf8) }

    private static func mutate(_ octets: inout [UInt8], using random: inout SeededGenerator) {
        guard !octets.isEmpty else {
            octets = [0x7B]
            return
        }
        let place = Int.random(in: 0..<octets.count, using: &random)
        let end = min(octets.count, place + Int.random(in: 1...8, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: octets[place] = .random(in: 0...255, using: &random)
        case 1: octets[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 2: octets.remove(at: place)
        case 3: octets.removeSubrange(place..<end)
        case 4: octets.insert(contentsOf: octets[place..<end], at: place)
        case 5: octets.removeLast(octets.count - place)
        default: octets.replaceSubrange(place..<end, with: morsels.randomElement(using: &random) ?? [])
        }
    }
}
