import Synchronization

extension Mutex {
    /// A mutex that can be captured.
    final class Box: Sendable where Value: Sendable {
        let mutex: Mutex<Value>
        init(_ value: Value) { mutex = Mutex<Value>(value) }
    }
}
