import BrokerCore
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle

/// The body of an event stream: a transaction's events as they come, and a sign of life when there are none.
///
/// It ends after the last event, when the client is gone, and when the broker shuts down. The source is asked for more only when the
/// client has taken what came before: one that reads slowly costs one batch of memory, and is cut off where it stops reading
/// (`ConnectionGuard`).
struct EventStream: Sendable {
    let events: any EventReader
    let keepAlive: TimeAmount
    let channel: any Channel

    /// How long what is not urgent waits for company, and the answer's head for something to say.
    private static let patience = TimeAmount.milliseconds(20)
    /// Octets after which a batch is written in pieces.
    private static let piece = 64 << 10

    func write(to writer: inout any ResponseBodyWriter) async throws {
        let events = events
        try await channel.setDeparture { events.stop() }
        try await withTaskCancellationOrGracefulShutdownHandler {
            var isSilent = true
            while var batch = await next(within: Self.patience, patient: true) {
                if batch.isEmpty, !isSilent {
                    guard let later = await next(within: keepAlive, patient: false) else { break }
                    batch = later
                }
                try await write(batch, to: &writer)
                isSilent = false
            }
        } onCancelOrGracefulShutdown: {
            events.stop()
        }
        try await channel.setDeparture(nil)
    }

    /// What there is; empty where the time has passed and there is nothing.
    private func next(within time: TimeAmount, patient: Bool) async -> [NumberedEvent]? {
        let look = channel.eventLoop.scheduleTask(in: time) { [events] in events.wake() }
        defer { look.cancel() }
        return await events.next(patient: patient)
    }

    private func write(_ batch: [NumberedEvent], to writer: inout any ResponseBodyWriter) async throws {
        guard !batch.isEmpty else { return try await writer.write(ServerSentEvent.keepAlive) }
        var buffer = ByteBuffer()
        for event in batch {
            ServerSentEvent.write(event, to: &buffer)
            guard buffer.readableBytes >= Self.piece else { continue }
            try await writer.write(buffer)
            buffer.clear()
        }
        if buffer.readableBytes > 0 { try await writer.write(buffer) }
    }
}
