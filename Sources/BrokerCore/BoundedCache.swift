/// Values by key, at most `limit` of them; what has not been asked for lately goes first.
///
/// Two generations: a value that is used moves to the young one; when that has half of the limit, the old one is dropped and the
/// young takes its place. No list of uses has to be kept, and every operation takes constant time.
struct BoundedCache<Key: Hashable, Value> {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let half: Int

    init(limit: Int) {
        half = max(1, limit / 2)
    }

    var count: Int { young.count + old.count }

    mutating func value(of key: Key) -> Value? {
        if let value = young[key] { return value }
        guard let value = old.removeValue(forKey: key) else { return nil }
        insert(value, for: key)
        return value
    }

    mutating func insert(_ value: Value, for key: Key) {
        old[key] = nil
        young[key] = value
        if young.count >= half { (old, young) = (young, [:]) }
    }

    mutating func remove(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    /// Changes the value in place, where there is one. No use in the sense above.
    mutating func update(_ key: Key, _ change: (inout Value) -> Void) {
        if let index = young.index(forKey: key) {
            change(&young.values[index])
        } else if let index = old.index(forKey: key) {
            change(&old.values[index])
        }
    }
}
