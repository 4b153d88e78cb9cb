import Glibc

/// A directory with a file per segment.
package struct DiskSpoolFiles: SpoolFiles {
    private let directory: String

    /// - Parameter directory: Must exist, for the agent's user alone.
    package init(directory: String) {
        self.directory = directory
    }

    package func append(_ octets: [UInt8], to segment: SpoolSegment) throws(StorageError) {
        try OpenFile(path(of: segment), O_WRONLY | O_CREAT | O_APPEND).append(octets)
    }

    package func read(_ segment: SpoolSegment, at offset: Int, count: Int) throws(StorageError) -> [UInt8] {
        try OpenFile(path(of: segment), O_RDONLY).read(at: offset, count: count)
    }

    package func remove(_ segment: SpoolSegment) {
        unlink(path(of: segment))
    }

    package func segments() throws(StorageError) -> [SpoolSegment: Int] {
        guard let listing = opendir(directory) else {
            throw StorageError(.notRead, "cannot list \(directory): \(OpenFile.reason())")
        }
        defer { closedir(listing) }
        var segments: [SpoolSegment: Int] = [:]
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard let segment = SpoolSegment(fileName: name) else { continue }
            segments[segment] = try OpenFile(path(of: segment), O_RDONLY).length()
        }
        return segments
    }

    private func path(of segment: SpoolSegment) -> String { directory + "/" + segment.fileName }
}
