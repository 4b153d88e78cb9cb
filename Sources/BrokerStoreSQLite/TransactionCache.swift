import BeckonWire
import BrokerCore
import Synchronization

/// Transactions that were read or written lately.
///
/// A transaction never changes, and each step of each of its deliveries needs it: decoding its JSON once instead of each time
/// keeps the single writer free. Only what is committed is put in.
final class TransactionCache: Sendable {
    /// Transactions kept; the oldest goes first.
    private static let capacity = 1_024
    /// Machines named and octets of parameters text beyond which one is read again each time, so that memory stays bounded.
    private static let largestTargets = 1_024
    private static let largestParameters = 16 * 1024

    private struct Content {
        var records: [TransactionID: TransactionRecord] = [:]
        var order: [TransactionID] = []
        /// Where in `order`, a ring once it is full, the oldest is.
        var oldest = 0
    }
    private let content = Mutex(Content())

    subscript(id: TransactionID) -> TransactionRecord? {
        content.withLock { $0.records[id] }
    }

    func insert(_ record: TransactionRecord) {
        guard Self.isSmall(record) else { return }
        content.withLock { content in
            guard content.records.updateValue(record, forKey: record.id) == nil else { return }
            if content.order.count < Self.capacity {
                content.order.append(record.id)
            } else {
                content.records[content.order[content.oldest]] = nil
                content.order[content.oldest] = record.id
                content.oldest = (content.oldest + 1) % Self.capacity
            }
        }
    }

    private static func isSmall(_ record: TransactionRecord) -> Bool {
        (record.targets.machines ?? []).count <= largestTargets
            && weight(record.instruction.parameters) <= largestParameters
    }

    /// About the octets of its text.
    private static func weight(_ value: JSONValue) -> Int {
        switch value {
        case .null, .bool, .integer, .number: 8
        case .string(let text): text.utf8.count + 8
        case .array(let elements): elements.reduce(8) { $0 + weight($1) }
        case .object(let members): members.reduce(8) { $0 + $1.key.utf8.count + weight($1.value) }
        }
    }
}
