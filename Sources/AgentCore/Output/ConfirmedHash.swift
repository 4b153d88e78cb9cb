import BeckonIdentity
import Crypto

/// The SHA-256 of what the broker has of a stream, taken as it is confirmed: of a stream that ends early too, it is the hash of
/// exactly what was kept.
struct ConfirmedHash {
    private var hash = SHA256()
    private var length = 0
    private var isLost = false

    /// That of a stream whose beginning is not here any more.
    static var lost: ConfirmedHash {
        var hash = ConfirmedHash()
        hash.isLost = true
        return hash
    }

    /// Takes in the octets from where it is to `offset`, as `read` gives them for a position and a count.
    mutating func extend(to offset: Int, reading read: (_ position: Int, _ count: Int) throws(StorageError) -> [UInt8]) {
        while !isLost, length < offset {
            guard let octets = try? read(length, min(offset - length, 1 << 20)), !octets.isEmpty else {
                isLost = true
                return
            }
            octets.withUnsafeBytes { hash.update(bufferPointer: $0) }
            length += octets.count
        }
    }

    /// In lower-case hexadecimal; nil where it is not known of exactly so many octets.
    func digest(of length: Int) -> String? {
        guard !isLost, self.length == length else { return nil }
        return Hexadecimal.text(hash.finalize())
    }
}
