extension Schema {
    /// The audit log. `content` is the row as JSON, whose canonical form `hash` is of.
    static let version2 = """
        CREATE TABLE audit (
            subscriber TEXT NOT NULL REFERENCES subscribers (name),
            number INTEGER NOT NULL,
            content TEXT NOT NULL,
            hash TEXT NOT NULL,
            PRIMARY KEY (subscriber, number)
        ) STRICT, WITHOUT ROWID;
        """
}
