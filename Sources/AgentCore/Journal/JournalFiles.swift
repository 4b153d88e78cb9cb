/// The file of the journal, as little as the journal needs of one: so that a test can take the power away at every step.
///
/// The journal calls nothing concurrently except `append` while `sync` is under way.
package protocol JournalFiles: Sendable {
    /// Everything that the log holds; empty where there is none.
    func read() throws(StorageError) -> [UInt8]

    /// Appends to the log. Survives the end of the process, and a power cut only after the next `sync`.
    func append(_ octets: [UInt8]) throws(StorageError)

    /// Returns when all that was appended before the call would survive a power cut.
    func sync() async throws(StorageError)

    /// Puts a new log in the place of the old one: after a power cut it is the one or the other, and the new one for certain
    /// once this has returned.
    func replace(with octets: [UInt8]) throws(StorageError)

    /// Renames a log that cannot be read, for a person to look at; returns its new path.
    func setAside() throws(StorageError) -> String
}
