import X509

extension Certificate.SerialNumber {
    /// 16 octets, positive and without a leading zero: 126 random bits, within RFC 5280's limit of 20 octets.
    static func random() -> Certificate.SerialNumber {
        var generator = SystemRandomNumberGenerator()
        var octets = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        octets[0] = octets[0] & 0x3f | 0x40
        return Certificate.SerialNumber(bytes: octets)
    }

    /// Lower-case hexadecimal, two digits an octet.
    var hexadecimal: String { Hexadecimal.text(bytes) }
}
