extension Schema {
    /// How a machine stands with its subscriber, its labels, and up to three certificates, each as JSON text: the one in force, the
    /// next and the one before. A machine may have none, so the table is made anew. A certificate of before is to be renewed when
    /// half of its year is over, as its machine was told.
    static let version4 = """
        CREATE TABLE machines_4 (
            id TEXT PRIMARY KEY NOT NULL,
            subscriber TEXT NOT NULL REFERENCES subscribers (name),
            name TEXT NOT NULL,
            facts TEXT NOT NULL,
            enrolled_at INTEGER NOT NULL,
            zero_certificate TEXT NOT NULL REFERENCES zero_certificates (id),
            key_fingerprint TEXT NOT NULL,
            state TEXT NOT NULL,
            state_reason TEXT,
            is_awaited INTEGER NOT NULL,
            labels TEXT NOT NULL,
            certificate TEXT,
            next_certificate TEXT,
            previous_certificate TEXT,
            journal TEXT,
            run INTEGER NOT NULL,
            catalogue TEXT REFERENCES catalogues (digest),
            last_heard_at INTEGER,
            UNIQUE (subscriber, name),
            UNIQUE (subscriber, key_fingerprint)
        ) STRICT;

        INSERT INTO machines_4
        SELECT id, subscriber, name, facts, enrolled_at, zero_certificate, key_fingerprint, 'active', NULL, 0, '{}',
            json_object('serial', certificate_serial, 'keyFingerprint', key_fingerprint, 'pem', certificate,
                'expiresAt', certificate_expires_at, 'renewAt', certificate_expires_at - 15768000000),
            NULL, NULL, journal, run, catalogue, last_heard_at
        FROM machines;

        DROP TABLE machines;
        ALTER TABLE machines_4 RENAME TO machines;
        CREATE INDEX machines_of_subscriber ON machines (subscriber, id);
        CREATE INDEX machines_of_zero_certificate ON machines (zero_certificate);
        CREATE INDEX machines_of_catalogue ON machines (catalogue) WHERE catalogue IS NOT NULL;
        """
}
