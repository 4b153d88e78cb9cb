/// What an executor registered with `on_cancel`.
struct CancellationCallback: @unchecked Sendable {
    // Safe to hand to the thread that receives: executor_plugin.h says that the callback comes from another thread and that
    // `user` stays valid until the registration is taken back, and `InstructionRun` calls it under its lock only.
    private let callback: @convention(c) (UnsafeMutableRawPointer?) -> Void
    private let user: UnsafeMutableRawPointer?

    init(_ callback: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Void, user: UnsafeMutableRawPointer?) {
        self.callback = callback
        self.user = user
    }

    func call() { callback(user) }
}
