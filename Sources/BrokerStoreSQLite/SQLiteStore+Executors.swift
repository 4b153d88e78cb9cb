package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func setCatalogue(_ catalogue: ExecutorCatalogue, digest: String, of machine: MachineID) async throws {
        let content = StoredJSON.text(catalogue)
        try await writer.perform(octets: content.utf8.count) { db in
            let before: String? =
                try db.first(
                    "SELECT catalogue FROM machines WHERE id = ?", [machine.description]
                ) { StoredRow($0, of: "machines").optionalText(0) } ?? nil
            guard before != digest else { return }
            try db.run(
                "INSERT INTO catalogues (digest, content) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING", [digest, content])
            try db.run("UPDATE machines SET catalogue = ? WHERE id = ?", [digest, machine.description])
            // A machine that changes its catalogue again and again fills no disk.
            try db.run(
                "DELETE FROM catalogues WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM machines WHERE catalogue = ?1)",
                [before])
        }
    }

    package func catalogue(_ digest: String) async throws -> ExecutorCatalogue? {
        try read { db in
            try db.first(
                "SELECT digest, content FROM catalogues WHERE digest = ?", [digest]
            ) { try StoredRow($0, of: "catalogues").json(ExecutorCatalogue.self, 1) }
        }
    }

    /// Each catalogue is read for each page: there are as many as there are kinds of machines.
    package func executors(
        of subscriber: String, named: Set<String>?, after: ExecutorCursor?, limit: Int
    ) async throws -> [RegisteredExecutor] {
        let names = named.map { StoredJSON.text($0.sorted()) }
        return try read { db in
            try db.all(
                """
                SELECT name, version, digest, machines, executor FROM (
                    SELECT json_extract(value, '$.name') AS name, json_extract(value, '$.version') AS version,
                        min(digest) AS digest, sum(machines) AS machines, value AS executor
                    FROM catalogues
                    JOIN (SELECT catalogue, count(*) AS machines FROM machines
                          WHERE subscriber = ? AND catalogue IS NOT NULL GROUP BY catalogue) ON catalogue = digest
                    JOIN json_each(content, '$.executors')
                    WHERE name >= ? AND (? IS NULL OR name IN (SELECT value FROM json_each(?)))
                    GROUP BY value)
                WHERE (name, version, digest) > (?, ?, ?) ORDER BY name, version, digest LIMIT ?
                """,
                [
                    subscriber, after?.name ?? "", names, names, after?.name ?? "", after?.version ?? "", after?.catalogue ?? "",
                    max(0, limit),
                ]
            ) { row in
                let row = StoredRow(row, of: "catalogues", keyColumns: 3)
                return RegisteredExecutor(
                    cursor: ExecutorCursor(name: try row.text(0), version: try row.text(1), catalogue: try row.text(2)),
                    view: ExecutorView(executor: try row.json(ExecutorDescription.self, 4), machines: try row.integer(3)))
            }
        }
    }
}
