import Glibc

/// Runs work that blocks on a new thread, beside what else the executor does. A cancelled task does not stop it: `body` must
/// notice by itself.
public func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let work = Unmanaged.passRetained(ThreadWork { continuation.resume(with: Result(catching: body)) })
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<ThreadWork>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            return continuation.resume(throwing: ThreadUnavailable(code: code))
        }
        pthread_detach(thread)
    }
}

/// The system had no thread to give.
struct ThreadUnavailable: Error, CustomStringConvertible {
    let code: Int32
    var description: String { "no thread could be started: \(String(cString: strerror(code)))" }
}

private final class ThreadWork: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
