import Foundation
import Testing

/// What the scenarios read of a transaction in JSON lines.
struct TransactionLine: Decodable {
    let transaction: String
    let counts: [String: Int]?
    let finished: Bool?

    static func all(in lines: Data) -> [TransactionLine] {
        lines.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONDecoder().decode(TransactionLine.self, from: $0) }
    }
}

extension Datacenter {
    /// The transaction as the operator's API answers it now.
    func transaction(_ id: String) async throws -> TransactionLine? {
        try await TransactionLine.all(in: curl(["\(api)/v1/transactions/\(id)"]).output).first
    }

    /// Waits until every delivery is over; answers machines per outcome.
    func outcomes(of id: String) async throws -> [String: Int] {
        try await eventually("\(id) is over") {
            guard let shown = try await self.transaction(id), shown.finished == true else { return nil }
            return shown.counts
        }
    }

    /// Waits for the end of a transaction with one delivery.
    func outcome(of id: String, is outcome: String) async throws {
        let counts = try await outcomes(of: id)
        try #require(counts == [outcome: 1])
    }
}
