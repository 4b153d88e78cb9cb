package import AgentCore
import Synchronization

/// A spool in memory. Its disk can be made to be full.
package final class MemorySpool: SpoolFiles {
    private struct State {
        var files: [SpoolSegment: [UInt8]] = [:]
        var largest = 0
        var isFull = false
    }
    private let state = Mutex(State())

    package init() {}

    /// The most octets that there have been at once.
    package var largest: Int { state.withLock { $0.largest } }
    package var isEmpty: Bool { state.withLock { $0.files.isEmpty } }

    package func fill() { state.withLock { $0.isFull = true } }

    package func append(_ octets: [UInt8], to segment: SpoolSegment) throws(StorageError) {
        let isFull = state.withLock { state in
            guard !state.isFull else { return true }
            state.files[segment, default: []] += octets
            state.largest = max(state.largest, state.files.values.reduce(0) { $0 + $1.count })
            return false
        }
        if isFull { throw StorageError(.notWritten, "cannot write \(segment.fileName): no space left") }
    }

    package func read(_ segment: SpoolSegment, at offset: Int, count: Int) throws(StorageError) -> [UInt8] {
        guard let file = state.withLock({ $0.files[segment] }) else {
            throw StorageError(.notRead, "\(segment.fileName) is not there")
        }
        return Array(file.dropFirst(offset).prefix(count))
    }

    package func remove(_ segment: SpoolSegment) { state.withLock { $0.files[segment] = nil } }

    package func segments() throws(StorageError) -> [SpoolSegment: Int] {
        state.withLock { $0.files.mapValues(\.count) }
    }
}
