import ArgumentParser

/// A time as an admin writes it, on the command line and in `broker.json`: `90s`, `15m`, `24h`, `30d`.
struct LifeSpan: ExpressibleByArgument, Codable, Hashable, Sendable {
    let seconds: Int

    private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    /// A hundred years: a certificate cannot live longer.
    private static let longest = 100 * 365 * 86_400

    init?(argument: String) {
        guard let unit = argument.last.flatMap({ Self.units[$0] }), let number = UInt32(argument.dropLast()),
            (1...Self.longest).contains(Int(number) * unit)
        else { return nil }
        seconds = Int(number) * unit
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let span = LifeSpan(argument: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a time such as 90s, 15m, 24h or 30d, of a hundred years at most")
        }
        self = span
    }

    func encode(to encoder: any Encoder) throws { try "\(seconds)s".encode(to: encoder) }
}
