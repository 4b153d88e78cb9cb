extension Schema {
    /// Operators. `proof` is the serial of a certificate or the hash of a token.
    static let version3 = """
        CREATE TABLE operators (
            subscriber TEXT NOT NULL REFERENCES subscribers (name),
            name TEXT NOT NULL,
            credential TEXT NOT NULL,
            grant_json TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            revoked_at INTEGER,
            proof TEXT NOT NULL,
            renewed_serial TEXT,
            renewed_expires_at INTEGER,
            PRIMARY KEY (subscriber, name)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX operators_by_token ON operators (proof) WHERE credential = 'token';
        """
}
