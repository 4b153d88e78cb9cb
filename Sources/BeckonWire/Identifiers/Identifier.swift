/// A time-ordered id with the prefix of its kind: `m-` machine, `t-` transaction, `z-` zero certificate.
///
/// The text is the prefix, then a UUIDv7 (RFC 9562) as 26 lower-case digits of Crockford's base 32. There is exactly one
/// text for an id: upper case, the look-alikes `i l o u`, another UUID version and a wrong length are all refused, so that two
/// ids are equal if and only if their octets on the wire are.
package struct Identifier<Kind: IdentifierKind>: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    /// A new id, ordered after every id made in an earlier millisecond.
    package static func generate(
        at time: Timestamp, using random: inout some RandomNumberGenerator
    ) -> Self {
        let milliseconds = UInt64(clamping: time.milliseconds) & 0xFFFF_FFFF_FFFF
        let version: UInt64 = 0x7
        let variant: UInt64 = 0b10
        return Self(
            high: milliseconds << 16 | version << 12 | random.next(upperBound: 1 << 12),
            low: variant << 62 | random.next(upperBound: 1 << 62))
    }

    package static func generate(at time: Timestamp) -> Self {
        var random = SystemRandomNumberGenerator()
        return generate(at: time, using: &random)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The id that `text` is, or nil where it is not one of this kind.
    package init?(_ text: some StringProtocol) {
        // One copy, so that what follows need not be generic over the text: that costs more than the rest.
        let octets = Array(text.utf8)
        let prefix = Array(Kind.prefix.utf8)
        guard octets.count == prefix.count + CrockfordBase32.digits, octets[..<prefix.count] == prefix[...],
            let (high, low) = CrockfordBase32.decode(octets[prefix.count...]),
            high >> 12 & 0xF == 0x7, low >> 62 == 0b10
        else { return nil }
        self.init(high: high, low: low)
    }

    /// When it was made, to the millisecond.
    package var time: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }
}

extension Identifier: CustomStringConvertible {
    package var description: String { Kind.prefix + CrockfordBase32.encode(high: high, low: low) }
}

extension Identifier: Comparable {
    /// Order of time, then of the random part: the same as the order of the texts.
    package static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a \(Kind.noun) id: \(Kind.prefix) and 26 digits are expected")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
