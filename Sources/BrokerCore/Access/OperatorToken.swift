import BeckonIdentity
import Crypto

/// Bearer tokens: 256 random bits, of which the broker keeps the hash alone.
///
/// A plain hash is enough: what cannot be guessed needs neither salt nor a slow function.
enum OperatorToken {
    /// By this, scanners of leaked secrets know what they have found.
    private static let prefix = "beckon_"
    private static let digits = 64

    static func generate() -> String {
        var random = SystemRandomNumberGenerator()
        return prefix + Hexadecimal.text((0..<digits / 2).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    static func hash(_ token: String) -> String { Hexadecimal.text(SHA256.hash(data: Array(token.utf8))) }

    static func isWellFormed(_ text: String) -> Bool {
        text.hasPrefix(prefix) && text.utf8.count == prefix.utf8.count + digits
    }
}
