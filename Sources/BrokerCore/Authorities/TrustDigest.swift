import BeckonIdentity
import Crypto

/// What an agent says of the trust bundle that it has: `sha256:` and the digest of the bundle's octets.
enum TrustDigest {
    static func of(_ bundle: String) -> String { "sha256:" + Hexadecimal.text(SHA256.hash(data: Array(bundle.utf8))) }
}
