package import BeckonIdentity

/// The small files of an agent's identity, as little as it needs of them: so that a test can fill the disk, or take the power away, at
/// every step.
package protocol IdentityFiles: Sendable {
    /// Nil where there is no such file.
    /// - Parameter secret: Refuse a file that group or others can get at.
    func read(_ name: String, secret: Bool) throws(IdentityError) -> [UInt8]?

    /// Puts a new file, with mode 0600, in the place of an old one: after a power cut it is the one or the other, and the new one for
    /// certain once this has returned. After an error it is the one or the other as well.
    func replace(_ name: String, with octets: [UInt8]) throws(IdentityError)

    /// Removes a file, if it is there, for good.
    func remove(_ name: String) throws(IdentityError)
}
