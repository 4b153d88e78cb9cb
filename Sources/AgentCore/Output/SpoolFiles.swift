/// Where output waits until the broker has it. Not synced: after a power cut the outcome is `unknown` in any case.
package protocol SpoolFiles: Sendable {
    /// Appends to a segment, which begins to exist with its first octets.
    func append(_ octets: [UInt8], to segment: SpoolSegment) throws(StorageError)
    /// Up to `count` octets; fewer where the segment ends.
    func read(_ segment: SpoolSegment, at offset: Int, count: Int) throws(StorageError) -> [UInt8]
    /// Removes a segment; one that is not there is no error.
    func remove(_ segment: SpoolSegment)
    /// Every segment there is, with its length.
    func segments() throws(StorageError) -> [SpoolSegment: Int]
}
