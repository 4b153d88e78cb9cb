import AgentCore
import BeckonWire
import Synchronization

/// Remembers what a run said. Its gate may be shut, as a full spool is.
final class RecordingObserver: RunObserver {
    private let record = Mutex(Record())

    private struct Record {
        var octets: [OutputStream: [UInt8]] = [:]
        var progress: [Progress] = []
        var host: HostProcess?
        var isShut = false
        var blocked: [CheckedContinuation<Void, Never>] = []
        var waiting: [(bytes: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    init(isShut: Bool = false) { record.withLock { $0.isShut = isShut } }

    func willStart(in host: HostProcess) async { record.withLock { $0.host = host } }

    func output(_ octets: [UInt8], to stream: OutputStream) async {
        let woken = record.withLock { record in
            record.octets[stream, default: []] += octets
            let total = record.octets.values.reduce(0) { $0 + $1.count }
            let woken = record.waiting.filter { $0.bytes <= total }.map(\.continuation)
            record.waiting.removeAll { $0.bytes <= total }
            return woken
        }
        for continuation in woken { continuation.resume() }
        await withCheckedContinuation { continuation in
            let isOpen = record.withLock { record in
                if record.isShut { record.blocked.append(continuation) }
                return !record.isShut
            }
            if isOpen { continuation.resume() }
        }
    }

    func progress(_ progress: Progress) async { record.withLock { $0.progress.append(progress) } }

    /// Lets everything through from now on.
    func open() {
        let blocked = record.withLock { record in
            record.isShut = false
            defer { record.blocked = [] }
            return record.blocked
        }
        for continuation in blocked { continuation.resume() }
    }

    /// Returns when at least so many octets have come.
    func outputReached(_ bytes: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = record.withLock { record in
                let total = record.octets.values.reduce(0) { $0 + $1.count }
                if total < bytes { record.waiting.append((bytes, continuation)) }
                return total >= bytes
            }
            if isReached { continuation.resume() }
        }
    }

    var host: HostProcess? { record.withLock { $0.host } }
    var progress: [Progress] { record.withLock { $0.progress } }
    func octets(_ stream: OutputStream = .stdout) -> [UInt8] { record.withLock { $0.octets[stream] ?? [] } }
    func text(_ stream: OutputStream = .stdout) -> String { String(decoding: octets(stream), as: UTF8.self) }
    /// The numbers that were said, one a line.
    var numbers: [Int32] { text().split(separator: "\n").compactMap { Int32($0) } }
}
