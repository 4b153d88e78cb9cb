import BeckonWire

/// A place in the list of executors, which is in order of name, version and catalogue, octet by octet.
package struct ExecutorCursor: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let name: String
    package let version: String
    /// The digest of the first catalogue that holds it. It tells registrations of one name and version apart, because a catalogue has a
    /// name once.
    package let catalogue: String

    package init(name: String, version: String, catalogue: String) {
        self.name = name
        self.version = version
        self.catalogue = catalogue
    }

    /// Reads a page's `next`; nil where it is none. Neither a name nor a digest holds a slash; a version may.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, Name.isExecutor(parts[0]) else { return nil }
        self.init(name: parts[0], version: parts[2], catalogue: parts[1])
    }

    package var description: String { "\(name)/\(catalogue)/\(version)" }

    package static func < (one: ExecutorCursor, other: ExecutorCursor) -> Bool {
        for (mine, theirs) in [(one.name, other.name), (one.version, other.version)] where mine != theirs {
            return mine.utf8.lexicographicallyPrecedes(theirs.utf8)
        }
        return one.catalogue.utf8.lexicographicallyPrecedes(other.catalogue.utf8)
    }
}
