/// The keys that a section takes, and the one that somebody meant who wrote another.
struct KnownKeys {
    private(set) var names: [String] = []

    mutating func add(_ name: String) {
        if !names.contains(name) { names.append(name) }
    }

    /// What to write in place of an unknown key.
    func hint(for unknown: String) -> String? {
        if let nearest = nearest(to: unknown) { return "did you mean \(nearest)?" }
        return names.isEmpty ? nil : "known here: \(names.joined(separator: ", "))"
    }

    /// Nil where none is near: a third of its letters may differ. `logLevel` and `log_level` are `log-level`.
    private func nearest(to unknown: String) -> String? {
        let plain = Self.plain(unknown)
        guard plain.count <= 64 else { return nil }
        let candidates = names.map { (name: $0, distance: Self.distance(plain, Self.plain($0))) }
        guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, best.name.count / 3) ? best.name : nil
    }

    private static func plain(_ name: String) -> [Character] {
        name.lowercased().filter { $0 != "-" && $0 != "_" }.map { $0 }
    }

    /// Levenshtein's: letters to insert, leave out or replace.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[right.count]
    }
}
