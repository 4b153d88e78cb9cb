import NIOCore

/// Runs tasks on an event loop, so that a request is decoded, decided and answered in the thread that read it.
///
/// A hop to another thread and back costs an idle machine some 50 µs each way, and a dispatch has a dozen of them
/// (docs/performance.md). What blocks must not run here: it has threads of its own.
final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
