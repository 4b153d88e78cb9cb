package import AgentCore
package import BeckonIdentity
import Synchronization

/// Files of an identity, in memory, in which a test takes the power away, or fills the disk, at any change.
package final class FailingIdentityFiles: IdentityFiles {
    package enum Failure: CaseIterable, Sendable {
        /// The power goes, and what was being changed is as it was.
        case powerCutBefore
        /// The power goes, and what was being changed is changed.
        case powerCutAfter
        /// The change is refused; the process lives on.
        case refused
        /// The change is made and called refused (it could not be synced); the process lives on.
        case madeAndRefused
    }

    private struct State {
        var files: [String: [UInt8]] = [:]
        var changes = 0
        var failAt: Int?
        var failure = Failure.refused
        var isPowerGone = false
    }

    private let state = Mutex(State())

    package init(_ files: [String: String] = [:]) {
        state.withLock { $0.files = files.mapValues { Array($0.utf8) } }
    }

    /// The names of the files, sorted.
    package var names: [String] { state.withLock { $0.files.keys.sorted() } }

    package subscript(_ name: String) -> String? {
        state.withLock { $0.files[name] }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The change of this number fails, counted from 0 and from now on.
    package func fail(at change: Int, _ failure: Failure) {
        state.withLock { state in
            state.changes = 0
            state.failAt = change
            state.failure = failure
        }
    }

    /// Power is back, and the disk has room. True if something had failed.
    @discardableResult
    package func mend() -> Bool {
        state.withLock { state in
            let hasFailed = state.failAt.map { state.changes > $0 } ?? false
            state.failAt = nil
            state.isPowerGone = false
            return hasFailed
        }
    }

    package func read(_ name: String, secret: Bool) throws(IdentityError) -> [UInt8]? {
        let (octets, isPowerGone) = state.withLock { ($0.files[name], $0.isPowerGone) }
        guard !isPowerGone else { throw IdentityError(.inputOutput, "the power is gone") }
        return octets
    }

    package func replace(_ name: String, with octets: [UInt8]) throws(IdentityError) {
        try change { $0[name] = octets }
    }

    package func remove(_ name: String) throws(IdentityError) {
        // What is not there is no change.
        guard try read(name, secret: false) != nil else { return }
        try change { $0[name] = nil }
    }

    private func change(_ body: (inout [String: [UInt8]]) -> Void) throws(IdentityError) {
        let error: IdentityError? = state.withLock { state in
            guard !state.isPowerGone else { return IdentityError(.inputOutput, "the power is gone") }
            defer { state.changes += 1 }
            guard state.changes == state.failAt else {
                body(&state.files)
                return nil
            }
            if state.failure == .powerCutAfter || state.failure == .madeAndRefused { body(&state.files) }
            state.isPowerGone = state.failure == .powerCutBefore || state.failure == .powerCutAfter
            return IdentityError(.inputOutput, "no space left")
        }
        if let error { throw error }
    }
}
