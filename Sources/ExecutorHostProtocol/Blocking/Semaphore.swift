import Glibc

/// A counting semaphore for threads that block on purpose. Never waited for from a task.
package final class Semaphore: Sendable {
    // Safe to share: the pointer is set once, and a `sem_t` is made to be used by many threads at once.
    private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

    package init() {
        semaphore = .allocate(capacity: 1)
        semaphore.initialize(to: sem_t())
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    package func signal() { sem_post(semaphore) }

    package func wait() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
