import GRDB

/// Statements that are compiled once a connection and kept, since compiling one costs more than running it.
extension Database {
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func first<Value>(
        _ sql: String, _ arguments: StatementArguments, _ decode: (Row) throws -> Value
    ) throws -> Value? {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        // The row's columns live as long as the cursor, which resets the statement when it goes.
        return try withExtendedLifetime(cursor) { try cursor.next().map(decode) }
    }

    func all<Value>(
        _ sql: String, _ arguments: StatementArguments, _ decode: (Row) throws -> Value
    ) throws -> [Value] {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        return try withExtendedLifetime(cursor) {
            var values: [Value] = []
            while let row = try cursor.next() { values.append(try decode(row)) }
            return values
        }
    }
}
