import Glibc

/// An open file descriptor that closes itself.
struct Descriptor: ~Copyable {
    let raw: Int32

    init(_ raw: Int32) { self.raw = raw }

    /// What a call gave that opens a descriptor or returns a negative errno.
    init(opened raw: Int32) throws(SpawnFailure) {
        guard raw >= 0 else { throw SpawnFailure(step: .descriptors, code: -raw, program: "", directory: "") }
        self.raw = raw
    }

    deinit { close(raw) }
}
