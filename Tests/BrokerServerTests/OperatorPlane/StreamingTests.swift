@testable import BeckonCommand
import BeckonWire
import BrokerCore
@testable import BrokerServer
import NIOCore
import NIOHTTP1
import Testing

@Suite("Operator plane: output and events", .timeLimit(.minutes(2)))
struct StreamingTests {
    private let output = "/v1/transactions/\(Samples.transaction)/deliveries/web-01/output/stdout"
    private let events = "/v1/transactions/\(Samples.transaction)/events"

    private static func octets(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) } }

    private func body(_ streamed: OperatorClient.Streamed) async throws -> [UInt8] {
        try await streamed.octets.reduce(into: []) { $0 += $1 }
    }

    @Test("Output comes octet for octet, from an offset on", arguments: [0, 1, 256 * 1024, 5_000_000, 9_000_000])
    func outputFromOffset(_ offset: Int) async throws {
        let octets = Self.octets(5_000_000)
        let service = FakeOperatorService()
        service.set {
            $0.output = octets
            $0.isComplete = true
        }
        try await OperatorPlaneUnderTest.run(service) { plane in
            try await plane.withClient { client in
                let streamed = try await client.stream(output + "?offset=\(offset)&attempt=2")
                #expect(streamed.headers.first(name: "beckon-attempt") == "2")
                #expect(streamed.headers.first(name: "beckon-complete") == "true")
                #expect(streamed.headers.first(name: "content-length") == "\(max(0, octets.count - offset))")
                #expect(try await body(streamed) == Array(octets.dropFirst(offset)))
            }
        }
    }

    @Test("Output that breaks off is not taken for all of it")
    func brokenOff() async throws {
        let service = FakeOperatorService()
        service.set {
            $0.output = Self.octets(1_000_000)
            $0.readable = 600_000
        }
        try await OperatorPlaneUnderTest.run(service) { plane in
            try await plane.withClient { client in
                let streamed = try await client.stream(output)
                await #expect(throws: (any Error).self) { try await body(streamed) }
            }
        }
    }

    @Test("A client that does not read costs little memory and is cut off")
    func stalled() async throws {
        let service = FakeOperatorService()
        service.set { $0.output = [UInt8](repeating: 0x61, count: 128 << 20) }
        try await OperatorPlaneUnderTest.run(service, limits: { $0.stalled = 300 }) { plane in
            let client = try await plane.connect()
            #expect(try await client.request("GET", "/livez").status == 200)
            try await client.channel.setOption(.autoRead, value: false).get()
            try await client.send(TLSClient.text("GET", output))
            // Reading nothing, it cannot notice; the plane lets the request go, which shows as the end of its shutdown.
            await plane.shutDown()
        }
        #expect(service.now.slices < 256)
    }

    /// It would not see that the broker closes its side too. The deadline is far beyond what it takes, and less than what nio-ssl
    /// would wait for that.
    @Test("A client that goes away in the midst of an answer waits for nobody")
    func goesAway() async throws {
        let service = FakeOperatorService()
        service.set { $0.output = [UInt8](repeating: 0x61, count: 128 << 20) }
        try await OperatorPlaneUnderTest.run(service) { plane in
            let client = try OperatorClient(plane.profile)
            let streamed = try await client.stream(output)
            // Nobody reads: soon the answer does not go on.
            var (slices, looks) = (0, 0)
            while looks < 20 {
                try await Task.sleep(for: .milliseconds(10))
                let now = service.now.slices
                looks = now == slices && now > 0 ? looks + 1 : 0
                slices = now
            }
            let end = ContinuousClock.now + .seconds(4)
            try await client.shutdown()
            #expect(ContinuousClock.now < end)
            withExtendedLifetime(streamed) {}
        }
    }

    @Test("Events come in the form of server-sent events, and the stream ends with the last")
    func eventsToTheEnd() async throws {
        let service = FakeOperatorService()
        let view = Samples.delivery(.finished(.succeeded))
        service.emit(NumberedEvent(number: 7, event: .delivery(view)))
        try await OperatorPlaneUnderTest.run(service) { plane in
            try await plane.withClient { client in
                let streamed = try await client.stream(events)
                service.emit(
                    NumberedEvent(
                        number: nil,
                        event: .output(OutputGrowth(machine: Samples.machine, attempt: 1, stream: .stdout, length: 5))))
                let end = Samples.transactionView([.finished(.succeeded): 1])
                service.emit(NumberedEvent(number: nil, event: .end(end)))
                var parser = ServerSentEventParser()
                let received = try parser.events(adding: try await body(streamed))
                #expect(received.map(\.name) == ["delivery", "output", "end"])
                #expect(received.map(\.id) == ["7", "7", "7"])
                #expect(try WireJSON.decode(DeliveryView.self, from: received[0].data.utf8) == view)
                #expect(try WireJSON.decode(TransactionView.self, from: received[2].data.utf8) == end)
            }
        }
    }

    @Test("Last-Event-ID resumes")
    func resumes() async throws {
        let service = FakeOperatorService()
        for number in 1...3 { service.emit(NumberedEvent(number: number, event: .delivery(Samples.delivery(.started)))) }
        try await OperatorPlaneUnderTest.run(service) { plane in
            try await plane.withClient { client in
                let streamed = try await client.stream(events, headers: [("Last-Event-ID", "2")])
                service.emit(NumberedEvent(number: nil, event: .end(Samples.transactionView())))
                var parser = ServerSentEventParser()
                #expect(try parser.events(adding: try await body(streamed)).map(\.id) == ["3", "3"])
            }
        }
        #expect(service.now.resumedAfter == [2])
    }

    @Test("A silent stream shows signs of life")
    func keepsAlive() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service, limits: { $0.keepAlive = 20 }) { plane in
            try await plane.withClient { client in
                let streamed = try await client.stream(events)
                var text = ""
                for try await octets in streamed.octets {
                    text += String(decoding: octets, as: UTF8.self)
                    if text.split(separator: "\n\n").count >= 4 { break }
                }
                #expect(Set(text.split(separator: "\n\n")) == [": beckon"])
            }
        }
    }

    @Test("A client that goes away is noticed")
    func departs() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let client = try await plane.connect()
            try await client.send(TLSClient.text("GET", events))
            for await _ in service.arrivals { break }
            try await client.channel.close()
            for await _ in service.departures { break }
        }
    }

    @Test("A shutdown ends the streams that are open")
    func shutsDown() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let client = try await plane.connect()
            try await client.send(TLSClient.text("GET", events))
            for await _ in service.arrivals { break }
            await plane.shutDown()
            for await _ in service.departures { break }
        }
    }
}
