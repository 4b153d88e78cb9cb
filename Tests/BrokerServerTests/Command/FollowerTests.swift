@testable import BeckonCommand
import BeckonWire
import BrokerCore
import Foundation
import TestSupport
import Testing

@Suite("Following a transaction", .timeLimit(.minutes(2)))
struct FollowerTests {
    private func follower(_ client: OperatorClient, writingTo descriptor: Int32) -> TransactionFollower {
        let target = Console.Target(descriptor: descriptor, isTerminal: false)
        let console = Console(stdout: target, stderr: target)
        return TransactionFollower(
            client: client, transaction: Samples.transaction, presenter: TextPresenter(console: console, targets: 1),
            patience: .milliseconds(300))
    }

    @Test("A broker that stays away is given up, with a word on how to go on")
    func givesUp() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            try await plane.withClient { client in
                async let outcome = Task { try await follower(client, writingTo: FileHandle.nullDevice.fileDescriptor).run() }
                    .result
                for await _ in service.arrivals { break }
                await plane.shutDown()
                let result = await outcome
                #expect { try result.get() } throws: {
                    guard let failure = $0 as? CommandFailure else { return false }
                    return failure.status == 69
                        && failure.hint == "watch it again: beckon transaction watch \(Samples.transaction)"
                }
            }
        }
    }

    @Test("A reader that has gone ends it")
    func readerIsGone() async throws {
        let service = FakeOperatorService()
        service.set { $0.output = [UInt8](repeating: 0x61, count: 1 << 20) }
        service.emit(NumberedEvent(number: 1, event: .delivery(Samples.delivery(.started, length: 1 << 20))))
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        try await OperatorPlaneUnderTest.run(service) { plane in
            try await plane.withClient { client in
                await #expect {
                    try await follower(client, writingTo: pipe.fileHandleForWriting.fileDescriptor).run()
                } throws: { ($0 as? BeckonCommand.ExitStatus.Requested)?.status == 141 }
            }
        }
    }
}
