extension Schema {
    /// The first schema.
    ///
    /// Ids are their canonical text (docs/decisions/0006-sqlite-store.md says why), times are milliseconds since 1970, and what
    /// an executor shapes is JSON text. `deliveries` has a number of its own for output to refer to in a few octets.
    static let version1 = """
        CREATE TABLE subscribers (
            name TEXT PRIMARY KEY NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE zero_certificates (
            id TEXT PRIMARY KEY NOT NULL,
            subscriber TEXT NOT NULL REFERENCES subscribers (name),
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zero_certificates_of_subscriber ON zero_certificates (subscriber, id);

        CREATE TABLE catalogues (
            digest TEXT PRIMARY KEY NOT NULL,
            content TEXT NOT NULL
        ) STRICT;

        CREATE TABLE machines (
            id TEXT PRIMARY KEY NOT NULL,
            subscriber TEXT NOT NULL REFERENCES subscribers (name),
            name TEXT NOT NULL,
            facts TEXT NOT NULL,
            enrolled_at INTEGER NOT NULL,
            zero_certificate TEXT NOT NULL REFERENCES zero_certificates (id),
            key_fingerprint TEXT NOT NULL,
            certificate TEXT NOT NULL,
            certificate_serial TEXT NOT NULL,
            certificate_expires_at INTEGER NOT NULL,
            journal TEXT,
            run INTEGER NOT NULL,
            catalogue TEXT REFERENCES catalogues (digest),
            last_heard_at INTEGER,
            UNIQUE (subscriber, name),
            UNIQUE (subscriber, key_fingerprint)
        ) STRICT;
        CREATE INDEX machines_of_subscriber ON machines (subscriber, id);
        CREATE INDEX machines_of_zero_certificate ON machines (zero_certificate);
        CREATE INDEX machines_of_catalogue ON machines (catalogue) WHERE catalogue IS NOT NULL;

        CREATE TABLE transactions (
            id TEXT PRIMARY KEY NOT NULL,
            subscriber TEXT NOT NULL REFERENCES subscribers (name),
            submitted_by TEXT NOT NULL,
            submitted_at INTEGER NOT NULL,
            targets TEXT NOT NULL,
            executor TEXT NOT NULL,
            parameters TEXT NOT NULL,
            timeout INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            on_interruption TEXT NOT NULL,
            traceparent TEXT
        ) STRICT;
        CREATE INDEX transactions_of_subscriber ON transactions (subscriber, id);

        CREATE TABLE idempotency_keys (
            credential TEXT NOT NULL,
            key TEXT NOT NULL,
            body_digest TEXT NOT NULL,
            transaction_id TEXT NOT NULL REFERENCES transactions (id),
            PRIMARY KEY (credential, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE deliveries (
            number INTEGER PRIMARY KEY,
            transaction_id TEXT NOT NULL REFERENCES transactions (id),
            machine_id TEXT NOT NULL,
            subscriber TEXT NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            session_journal TEXT,
            session_run INTEGER,
            session_seq INTEGER,
            acknowledged INTEGER NOT NULL,
            cancel_requested INTEGER NOT NULL,
            progress TEXT,
            fetched_at INTEGER,
            started_at INTEGER,
            finished_at INTEGER,
            finish TEXT,
            due_at INTEGER,
            UNIQUE (transaction_id, machine_id)
        ) STRICT;
        CREATE INDEX deliveries_by_state ON deliveries (transaction_id, state);
        CREATE INDEX deliveries_queued ON deliveries (machine_id, transaction_id) WHERE state = 'queued';
        CREATE INDEX deliveries_open ON deliveries (machine_id, transaction_id) WHERE state IN ('fetched', 'started');
        CREATE INDEX deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;

        -- One row for each stream that has output; `length` is the sum of its chunks, so that an append reads none of them.
        CREATE TABLE streams (
            number INTEGER PRIMARY KEY,
            delivery INTEGER NOT NULL REFERENCES deliveries (number),
            attempt INTEGER NOT NULL,
            stream TEXT NOT NULL,
            length INTEGER NOT NULL,
            UNIQUE (delivery, attempt, stream)
        ) STRICT;

        -- Octets as they were appended.
        CREATE TABLE chunks (
            stream INTEGER NOT NULL REFERENCES streams (number),
            position INTEGER NOT NULL,
            octets BLOB NOT NULL,
            UNIQUE (stream, position)
        ) STRICT;

        -- AUTOINCREMENT: the number of an event that was deleted is never given to another.
        CREATE TABLE events (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            transaction_id TEXT NOT NULL REFERENCES transactions (id),
            at INTEGER NOT NULL,
            delivery TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_of_transaction ON events (transaction_id, number);
        """
}
