package import BeckonWire
package import BrokerCore
import FoundationEssentials
import GRDB

extension SQLiteStore {
    /// Octets in one row; an append that is larger takes several.
    private static let largestChunk = 1 << 20

    package func outputLengths(
        of transaction: TransactionID, _ machine: MachineID, attempt: Int
    ) async throws -> [OutputStream: Int] {
        let lengths: [(OutputStream, Int)] = try read { db in
            try db.all(
                """
                SELECT streams.number, stream, length FROM streams JOIN deliveries ON deliveries.number = delivery
                WHERE transaction_id = ? AND machine_id = ? AND streams.attempt = ?
                """, [transaction.description, machine.description, attempt]
            ) { row in
                let row = StoredRow(row, of: "streams")
                return (try row.word(1), try row.integer(2))
            }
        }
        return Dictionary(lengths) { first, _ in first }
    }

    package func append(
        _ octets: [UInt8], to key: OutputKey, offset: Int, quota: Int,
        check: @escaping @Sendable (DeliveryRecord) throws -> Void
    ) async throws -> AppendDecision {
        try await writer.perform(octets: octets.count) { db in
            guard let (delivery, record) = try db.delivery(of: key.transaction, to: key.machine) else { return .noSuchDelivery }
            try check(record)
            let stream = try db.stream(key, of: delivery)
            let length = stream?.length ?? 0
            guard (0...length).contains(offset) else { return .gap(length) }
            let new = octets.dropFirst(length - offset)
            guard !new.isEmpty else { return .stored(length) }
            guard length + new.count <= quota else { return .overQuota(length) }
            let number = try stream?.number ?? db.makeStream(key, of: delivery)
            try Self.store(new, stream: number, from: length, db)
            return .stored(length + new.count)
        }
    }

    private static func store(_ octets: ArraySlice<UInt8>, stream: Int, from length: Int, _ db: Database) throws {
        for start in stride(from: octets.startIndex, to: octets.endIndex, by: largestChunk) {
            let chunk = octets[start..<min(start + largestChunk, octets.endIndex)]
            try db.run(
                "INSERT INTO chunks (stream, position, octets) VALUES (?, ?, ?)",
                [stream, length + start - octets.startIndex, Data(chunk)])
        }
        try db.run("UPDATE streams SET length = ? WHERE number = ?", [length + octets.count, stream])
    }

    package func output(_ key: OutputKey, offset: Int, limit: Int) async throws -> [UInt8] {
        guard offset >= 0, limit > 0 else { return [] }
        return try read { db in
            guard let (number, length) = try db.stream(key), offset < length else { return [] }
            let end = length - offset < limit ? length : offset + limit
            return try Self.octets(offset..<end, stream: number, db)
        }
    }

    /// Reads the part of each chunk that lies in `range`, and no other chunk.
    private static func octets(_ range: Range<Int>, stream: Int, _ db: Database) throws -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(range.count)
        let chunks = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT position, substr(octets, max(?2 - position, 0) + 1, ?3 - max(?2, position)) FROM chunks
                    WHERE stream = ?1 AND position < ?3
                    AND position >= (SELECT max(position) FROM chunks WHERE stream = ?1 AND position <= ?2)
                    ORDER BY position
                    """), arguments: [stream, range.lowerBound, range.upperBound])
        try withExtendedLifetime(chunks) {
            while let row = try chunks.next() { try row.withUnsafeData(atIndex: 1) { octets.append(contentsOf: $0 ?? Data()) } }
        }
        guard octets.count == range.count else {
            throw StoreError(
                .corrupt, "table chunks, stream \(stream): \(octets.count) octets where \(range) was stored. Restore a backup")
        }
        return octets
    }
}

extension Database {
    fileprivate func stream(_ key: OutputKey, of delivery: Int) throws -> (number: Int, length: Int)? {
        try first(
            "SELECT number, length FROM streams WHERE delivery = ? AND attempt = ? AND stream = ?",
            [delivery, key.attempt, key.stream.rawValue], Self.numberAndLength)
    }

    fileprivate func stream(_ key: OutputKey) throws -> (number: Int, length: Int)? {
        try first(
            """
            SELECT streams.number, length FROM streams JOIN deliveries ON deliveries.number = delivery
            WHERE transaction_id = ? AND machine_id = ? AND streams.attempt = ? AND stream = ?
            """, [key.transaction.description, key.machine.description, key.attempt, key.stream.rawValue],
            Self.numberAndLength)
    }

    private static func numberAndLength(_ row: Row) throws -> (number: Int, length: Int) {
        let row = StoredRow(row, of: "streams")
        return (try row.integer(0), try row.integer(1))
    }

    fileprivate func makeStream(_ key: OutputKey, of delivery: Int) throws -> Int {
        try run(
            "INSERT INTO streams (delivery, attempt, stream, length) VALUES (?, ?, ?, 0)",
            [delivery, key.attempt, key.stream.rawValue])
        return Int(lastInsertedRowID)
    }
}
