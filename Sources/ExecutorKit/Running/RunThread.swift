import Synchronization

/// Runs an executor's task on the thread on which the host called. That thread has nothing else to do: so no other is woken to
/// begin an instruction or to end it, and an executor that blocks holds up nobody.
final class RunThread: TaskExecutor {
    private let jobs = Mutex([UnownedJob]())
    private let arrived = Semaphore()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        arrived.signal()
    }

    /// Lends the calling thread to the tasks that prefer this executor, until one of them has made `isOver` true.
    func run(until isOver: () -> Bool) {
        while !isOver() {
            arrived.wait()
            let job = jobs.withLock { $0.removeFirst() }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
