import Dispatch

/// Where calls to a device are made: one at a time, and on no thread that anything else waits for. A TPM takes its time to sign, and
/// a token in the network takes longer.
final class DeviceQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "beckon.hardware-key")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
