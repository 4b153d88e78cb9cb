import SwiftASN1

/// Reading and writing of PEM, bounded, and with one error for everything that is wrong with a text.
enum PEMText {
    /// What one key, certificate or request may measure, in octets.
    static let singleLimit = 16 * 1024

    static let certificate = "CERTIFICATE"
    static let request = "CERTIFICATE REQUEST"

    /// The PEM form with a newline at its end, so that texts can be put one after another.
    static func text(_ label: String, _ der: [UInt8]) -> String {
        PEMDocument(type: label, derBytes: der).pemString + "\n"
    }

    /// All blocks of a text.
    /// - Throws: `.tooLarge`, or `code` where a block is damaged.
    static func blocks(
        in text: String, limit: Int, what: String, code: IdentityError.Code
    ) throws(IdentityError) -> [PEMDocument] {
        guard text.utf8.count <= limit else {
            throw IdentityError(.tooLarge, "\(what) is \(text.utf8.count) octets long; \(limit) are allowed")
        }
        let blocks: [PEMDocument]
        do {
            blocks = try PEMDocument.parseMultiple(pemString: text)
        } catch {
            throw IdentityError(code, "\(what) is not valid PEM")
        }
        // The parser stops silently at a begin marker that it does not understand: what follows would be overlooked.
        guard blocks.count == text.ranges(of: "-----BEGIN ").count else {
            throw IdentityError(code, "\(what) has a damaged PEM block")
        }
        return blocks
    }

    /// The one block of a text.
    /// - Throws: `.tooLarge`, or `code` where there is no block, more than one, or one with another label.
    static func single(
        _ text: String, labels: Set<String>, what: String, code: IdentityError.Code
    ) throws(IdentityError) -> PEMDocument {
        let blocks = try blocks(in: text, limit: singleLimit, what: what, code: code)
        guard blocks.count == 1, let block = blocks.first else {
            throw IdentityError(code, "\(what) must be exactly one PEM block, and there are \(blocks.count)")
        }
        guard labels.contains(block.discriminator) else {
            let expected = labels.sorted().joined(separator: " or ")
            throw IdentityError(
                code, "\(what) must be a PEM block \(expected), not \(IdentityError.quoted(block.discriminator))")
        }
        return block
    }
}
