import BeckonWire
import BrokerCore
import GRDB

/// One row, column by column. What does not decode is `StoreError.corrupt` naming table, row and column, never a trap: the file
/// may have been in anyone's hands.
struct StoredRow {
    let row: Row
    let table: String
    /// How many of the first columns name the row.
    let keyColumns: Int

    init(_ row: Row, of table: String, keyColumns: Int = 1) {
        self.row = row
        self.table = table
        self.keyColumns = keyColumns
    }

    func optionalText(_ column: Int) -> String? { row[column] as String? }
    func optionalInteger(_ column: Int) -> Int? { row[column] as Int? }
    func optionalTime(_ column: Int) -> Timestamp? {
        (row[column] as Int64?).map { Timestamp(milliseconds: $0) }
    }

    func text(_ column: Int) throws -> String { try present(optionalText(column), column) }
    func integer(_ column: Int) throws -> Int { try present(optionalInteger(column), column) }
    func time(_ column: Int) throws -> Timestamp { try present(optionalTime(column), column) }

    func id<Kind: IdentifierKind>(_ column: Int) throws -> Identifier<Kind> {
        let text = try text(column)
        guard let id = Identifier<Kind>(text) else { throw corrupt(column, "is not a \(Kind.noun) id") }
        return id
    }

    func word<Value: RawRepresentable>(_ column: Int) throws -> Value where Value.RawValue == String {
        let text = try text(column)
        guard let value = Value(rawValue: text) else { throw corrupt(column, "has a word that is not known") }
        return value
    }

    func json<Value: Codable & Sendable>(_ type: Value.Type, _ column: Int) throws -> Value {
        guard let value = try optionalJSON(Value.self, column) else { throw corrupt(column, "is missing") }
        return value
    }

    func optionalJSON<Value: Codable & Sendable>(_ type: Value.Type, _ column: Int) throws -> Value? {
        guard let text = optionalText(column) else { return nil }
        do {
            return try StoredJSON<Value>.decode(text)
        } catch {
            throw corrupt(column, "does not decode: \(error)")
        }
    }

    func corrupt(_ column: Int, _ what: String) -> StoreError {
        let key = (0..<keyColumns).map { (row[$0] as DatabaseValue).description }.joined(separator: " ")
        let name = Array(row.columnNames)[column]
        return StoreError(.corrupt, "table \(table), row \(key): \(name) \(what). Restore a backup of the store")
    }

    private func present<Value>(_ value: Value?, _ column: Int) throws -> Value {
        guard let value else { throw corrupt(column, "is missing") }
        return value
    }
}
