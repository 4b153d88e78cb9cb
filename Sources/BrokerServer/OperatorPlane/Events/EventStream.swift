import BrokerCore
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle

/// The body of an event stream: a transaction's events as they come, and a sign of life when there are none.
///
/// It ends after the last event, when the client is gone, and when the broker shuts down. One event at a time is under way: a client
/// that reads slowly slows the source down, and is cut off where it stops reading (`ConnectionGuard`).
struct EventStream: Sendable {
    let events: AsyncStream<NumberedEvent>
    let keepAlive: Duration
    let channel: any Channel

    func write(to writer: inout any ResponseBodyWriter) async throws {
        let next = Handover<ByteBuffer>()
        channel.closeFuture.whenComplete { _ in Task { await next.finish() } }
        try await withTaskCancellationOrGracefulShutdownHandler {
            // The head goes out at once, so that the client knows that it is listening.
            try await writer.write(ServerSentEvent.keepAlive)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await event in events { await next.give(ServerSentEvent.encode(event)) }
                    await next.finish()
                }
                group.addTask {
                    while true {
                        try await Task.sleep(for: keepAlive)
                        await next.offer(ServerSentEvent.keepAlive)
                    }
                }
                while let buffer = await next.take() { try await writer.write(buffer) }
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            Task { await next.finish() }
        }
    }
}
