package import NIOCore

/// Runs tasks on an event loop, so that what waits for the network goes on in the thread that read it.
///
/// A hop to another thread and back costs an idle machine some 50 µs each way, and a dispatch has a dozen of them
/// (docs/performance.md). What blocks must not run here: it has threads of its own.
package final class EventLoopTaskExecutor: TaskExecutor {
    package let eventLoop: any EventLoop

    package init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
