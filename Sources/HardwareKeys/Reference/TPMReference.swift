import BeckonIdentity

/// A key in a TPM 2.0, or where keys are made in it.
///
/// | text | |
/// | --- | --- |
/// | `tpm2:owner` | new keys below the storage root of the owner hierarchy |
/// | `tpm2:parent=0x81000001` | new keys below that persistent key |
/// | `tpm2:0x81000002` | the key at that persistent handle |
/// | `tpm2:/path/key.tss` | the key of that file (`BEGIN TSS2 PRIVATE KEY`) |
/// | `tpm2:data,BASE64` | a key that the agent made: encrypted by the TPM, which alone can use it. In `machine.pem` |
package enum TPMReference: Hashable, Sendable {
    /// Nil for the owner hierarchy.
    case place(parent: UInt32?)
    case handle(UInt32)
    case file(String)
    /// Base 64 of what a TSS2 PEM block holds.
    case wrapped(String)
}

extension TPMReference {
    init(_ text: String) throws(IdentityError) {
        guard text.hasPrefix("tpm2:") else { throw Self.refusal("it does not begin with tpm2:") }
        let rest = text.dropFirst("tpm2:".count)
        if rest == "owner" {
            self = .place(parent: nil)
        } else if rest.hasPrefix("parent=") {
            self = .place(parent: try Self.persistentHandle(rest.dropFirst("parent=".count)))
        } else if rest.hasPrefix("data,") {
            let data = rest.dropFirst("data,".count)
            guard !data.isEmpty, data.utf8.allSatisfy(Self.isBase64) else { throw Self.refusal("its data is not base 64") }
            self = .wrapped(String(data))
        } else if rest.hasPrefix("/") {
            guard !rest.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw Self.refusal("the path has control characters")
            }
            self = .file(String(rest))
        } else if rest.hasPrefix("0x") {
            self = .handle(try Self.persistentHandle(rest))
        } else {
            throw Self.refusal("it names neither a place nor a key", hint: Self.forms)
        }
    }

    private static let forms =
        "say tpm2:owner or tpm2:parent=0x81000001 for keys that the agent makes, tpm2:0x81000002 or tpm2:/path/key.tss for one that is "
        + "there"

    /// Persistent objects live between 0x81000000 and 0x81ffffff (TPM 2.0 part 2, 7.5).
    private static func persistentHandle(_ text: Substring) throws(IdentityError) -> UInt32 {
        let digits = text.dropFirst(2)
        guard text.hasPrefix("0x"), digits.utf8.count == 8, let handle = UInt32(digits, radix: 16), handle >> 24 == 0x81 else {
            throw refusal("a persistent handle is between 0x81000000 and 0x81ffffff")
        }
        return handle
    }

    private static func isBase64(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "+/=".utf8.contains(octet)
        }
    }

    static func refusal(_ reason: String, hint: String? = nil) -> IdentityError {
        IdentityError(.invalidKeyReference, "the key reference tpm2:… is refused: \(reason)", hint: hint)
    }
}

extension TPMReference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .place(parent: nil): "tpm2:owner"
        case .place(let parent?): "tpm2:parent=0x\(String(parent, radix: 16))"
        case .handle(let handle): "tpm2:0x\(String(handle, radix: 16))"
        case .file(let path): "tpm2:\(path)"
        case .wrapped(let data): "tpm2:data,\(data)"
        }
    }

    /// As a message names it: a wrapped key is too long to read.
    var brief: String {
        if case .wrapped(let data) = self { "tpm2:data,\(data.suffix(12))" } else { description }
    }
}
