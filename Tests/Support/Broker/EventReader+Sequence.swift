package import BrokerCore

extension EventReader {
    /// One event after another, each as soon as it happens.
    package var sequence: AsyncStream<NumberedEvent> {
        let (stream, continuation) = AsyncStream<NumberedEvent>.makeStream()
        let reading = Task {
            while let batch = await next(patient: false) {
                for event in batch { continuation.yield(event) }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in
            stop()
            reading.cancel()
        }
        return stream
    }
}
