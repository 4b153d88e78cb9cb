package import BeckonWire
import BrokerCore
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

    package func executors(of subscriber: String) async throws -> [ExecutorView] {
        var machines: [ExecutorDescription: Int] = [:]
        for (catalogue, count) in try catalogues(of: subscriber) {
            for executor in catalogue.executors { machines[executor, default: 0] += count }
        }
        return machines.map { ExecutorView(executor: $0.key, machines: $0.value) }
            .sorted { ($0.executor.name, $0.executor.version) < ($1.executor.name, $1.executor.version) }
    }

    /// Each catalogue that machines of the subscriber registered, with their number.
    private func catalogues(of subscriber: String) throws -> [(ExecutorCatalogue, machines: Int)] {
        try read { db in
            try db.all(
                """
                SELECT digest, content, machines FROM catalogues
                JOIN (SELECT catalogue, count(*) AS machines FROM machines
                      WHERE subscriber = ? AND catalogue IS NOT NULL GROUP BY catalogue) ON catalogue = digest
                """, [subscriber]
            ) { row in
                let row = StoredRow(row, of: "catalogues")
                return (try row.json(ExecutorCatalogue.self, 1), machines: try row.integer(2))
            }
        }
    }
}
