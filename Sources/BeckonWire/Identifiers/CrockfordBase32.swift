/// 128 bits as 26 lower-case digits of Crockford's base 32 (https://www.crockford.com/base32.html), the canonical text only.
enum CrockfordBase32 {
    /// 26 digits hold 130 bits, so the first is at most 7.
    static let digits = 26

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// What each octet stands for; 0xFF for what is no digit.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    static func encode(high: UInt64, low: UInt64) -> String {
        let alphabet = alphabet
        var high = high
        var low = low
        return String(unsafeUninitializedCapacity: digits) { text in
            for index in text.indices.reversed() {
                text[index] = alphabet[Int(low & 0x1F)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return digits
        }
    }

    static func decode(_ text: ArraySlice<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard text.count == digits, let first = text.first, first <= UInt8(ascii: "7") else { return nil }
        let values = values
        var high: UInt64 = 0
        var low: UInt64 = 0
        for octet in text {
            let digit = values[Int(octet)]
            guard digit != 0xFF else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        return (high, low)
    }
}
