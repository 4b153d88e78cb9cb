import BeckonWire
import BrokerCore
import Testing

@Suite("beckon run", .timeLimit(.minutes(2)))
struct RunTests {
    private static let binary: [UInt8] = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 9) }
    private static let other = MachineID.generate(at: Samples.time)

    private func delivery(_ state: DeliveryState, exitCode: Int?, length: Int) -> NumberedEvent {
        NumberedEvent(number: 2, event: .delivery(Samples.delivery(state, exitCode: exitCode, length: length)))
    }

    private func end(_ counts: [DeliveryState: Int]) -> NumberedEvent {
        NumberedEvent(number: nil, event: .end(Samples.transactionView(counts)))
    }

    @Test("Output of one target passes octet for octet, and its exit code is the command's")
    func oneTarget() async throws {
        let service = FakeOperatorService()
        service.set {
            $0.output = Self.binary
            $0.isComplete = true
        }
        try await OperatorPlaneUnderTest.run(service) { plane in
            let running = try CommandUnderTest(plane).start("run", "--on", "web-01", "shell", "--", "echo", "a b", "")
            for await _ in service.arrivals { break }
            service.emit(NumberedEvent(number: 1, event: .delivery(Samples.delivery(.started, exitCode: nil, length: 0))))
            let growth = OutputGrowth(machine: Samples.machine, attempt: 1, stream: .stdout, length: 100)
            service.emit(NumberedEvent(number: nil, event: .output(growth)))
            service.emit(delivery(.finished(.failed), exitCode: 3, length: Self.binary.count))
            service.emit(end([.finished(.failed): 1]))
            let result = try await running.result()
            #expect(result.status == 3)
            #expect(result.stdout == Self.binary)
            #expect(result.stderr == "\(Samples.transaction) on 1 machine\nweb-01 failed (exit code 3) 0.0 s: said\n")
        }
        let submitted = try #require(service.now.submitted.first)
        let request = try WireJSON.decode(SubmitRequest.self, from: submitted.octets)
        #expect(request.instruction.parameters == ["argv": ["echo", "a b", ""]])
        #expect(request.targets.machines == ["web-01"])
        #expect(request.subscriber == "acme")
        #expect(submitted.traceparent == Samples.traceparent)
        #expect(submitted.idempotencyKey != nil)
    }

    @Test("Lines of many targets carry their machine's name, and one failure is 1")
    func manyTargets() async throws {
        let service = FakeOperatorService()
        service.set { $0.output = Array("one\ntwo".utf8) }
        try await OperatorPlaneUnderTest.run(service) { plane in
            let running = try CommandUnderTest(plane).start(
                "run", "--on", "web-01,web-02", "--timeout", "5s", "--expires", "1h", "shell", "command=x", "count=5")
            for await _ in service.arrivals { break }
            let failed = Samples.delivery(.finished(.timedOut), to: Self.other, name: "web-02", exitCode: nil, length: 7)
            service.emit(delivery(.finished(.succeeded), exitCode: 0, length: 7))
            service.emit(NumberedEvent(number: 3, event: .delivery(failed)))
            service.emit(end([.finished(.succeeded): 1, .finished(.timedOut): 1]))
            let result = try await running.result()
            #expect(result.status == 1)
            #expect(
                result.text.split(separator: "\n").sorted() == [
                    "web-01 | one", "web-01 | two", "web-02 | one", "web-02 | two",
                ])
            #expect(result.stderr.hasSuffix("2 machines: 1 succeeded, 1 timed-out\n"))
        }
        let request = try WireJSON.decode(SubmitRequest.self, from: try #require(service.now.submitted.first).octets)
        // Typed by the executor's schema.
        #expect(request.instruction.parameters == ["command": "x", "count": 5])
        #expect((request.timeout, request.expires) == (5, 3600))
    }

    @Test("A broken event stream is taken up where it broke")
    func reconnects() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let running = try CommandUnderTest(plane).start("run", "--on", "web-01", "shell", "--", "true")
            var arrivals = service.arrivals.makeAsyncIterator()
            _ = await arrivals.next()
            service.emit(NumberedEvent(number: 1, event: .delivery(Samples.delivery(.started, exitCode: nil, length: 0))))
            service.hangUp()
            _ = await arrivals.next()
            service.emit(delivery(.finished(.succeeded), exitCode: 0, length: 0))
            service.emit(end([.finished(.succeeded): 1]))
            #expect(try await running.result().status == 0)
        }
        #expect(service.now.resumedAfter == [0, 1])
    }

    @Test("Ctrl-C stops watching, not the transaction")
    func interrupted() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let running = try CommandUnderTest(plane).start("run", "--on", "web-01", "shell", "--", "sleep", "60")
            for await _ in service.arrivals { break }
            running.interrupt()
            let result = try await running.result()
            #expect(result.status == 130)
            #expect(result.stderr.contains("beckon transaction watch \(Samples.transaction)"))
            #expect(result.stderr.contains("beckon transaction cancel \(Samples.transaction)"))
        }
    }

    @Test("With -o json every line is a document")
    func json() async throws {
        let service = FakeOperatorService()
        service.set { $0.output = [0xFF] }
        try await OperatorPlaneUnderTest.run(service) { plane in
            let running = try CommandUnderTest(plane).start("run", "-o", "json", "--on", "web-01", "shell", "--", "true")
            for await _ in service.arrivals { break }
            service.emit(delivery(.finished(.succeeded), exitCode: 0, length: 1))
            service.emit(end([.finished(.succeeded): 1]))
            let result = try await running.result()
            #expect(try result.documents.map { $0["type"]?.stringValue } == ["transaction", "output", "delivery", "end"])
            #expect(result.stderr.isEmpty)
        }
    }

    @Test("Detached, it prints the id alone")
    func detached() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let result = try await CommandUnderTest(plane).run("run", "--detach", "--on", "web-01", "shell", "--", "true")
            #expect((result.status, result.text, result.stderr) == (0, "\(Samples.transaction)\n", ""))
        }
    }
}
