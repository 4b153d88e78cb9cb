/// 128 bits as 26 lower-case digits of Crockford's base 32 (https://www.crockford.com/base32.html), the canonical text only.
enum CrockfordBase32 {
    /// 26 digits hold 130 bits, so the first is at most 7.
    static let digits = 26

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    static func encode(high: UInt64, low: UInt64) -> String {
        var high = high
        var low = low
        var text = [UInt8](repeating: 0, count: digits)
        for index in text.indices.reversed() {
            text[index] = alphabet[Int(low & 0x1F)]
            low = low >> 5 | high << 59
            high >>= 5
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func decode(_ text: some Collection<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard text.count == digits, let first = text.first, first <= UInt8(ascii: "7") else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for octet in text {
            guard let digit = value(of: octet) else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | digit
        }
        return (high, low)
    }

    private static func value(of octet: UInt8) -> UInt64? {
        alphabet.firstIndex(of: octet).map(UInt64.init)
    }
}
