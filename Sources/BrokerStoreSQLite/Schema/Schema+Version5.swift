extension Schema {
    /// What a zero certificate is good for (JSON text), how often and when it was used, and whether it is revoked. Those of before
    /// have no bounds, and each of their machines was a use. Machines that await an approval are counted by an index of their own.
    static let version5 = """
        ALTER TABLE zero_certificates ADD COLUMN bounds TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE zero_certificates ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE zero_certificates ADD COLUMN last_used_at INTEGER;
        ALTER TABLE zero_certificates ADD COLUMN revoked_at INTEGER;
        UPDATE zero_certificates SET
            uses = (SELECT count(*) FROM machines WHERE zero_certificate = zero_certificates.id),
            last_used_at = (SELECT max(enrolled_at) FROM machines WHERE zero_certificate = zero_certificates.id);

        CREATE INDEX machines_pending ON machines (zero_certificate) WHERE state = 'pending';
        """
}
