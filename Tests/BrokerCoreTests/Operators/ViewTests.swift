import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("What operators see")
struct ViewTests {
    @Test func listsComeInPagesThatEnd() async throws {
        let test = try await TestBroker()
        for number in 1...3 { _ = try await test.machine("web-\(number)") }
        let first = try await test.operators.machines(where: nil, after: nil, limit: 2, for: test.alice)
        #expect(first.items.count == 2)
        let next = try #require(first.next.flatMap { MachineID($0) })
        let second = try await test.operators.machines(where: nil, after: next, limit: 2, for: test.alice)
        #expect(second.next == nil)
        #expect(Set((first.items + second.items).map(\.name)) == ["web-1", "web-2", "web-3"])
        #expect(first.items[0].executors == [MachineView.Executor(name: "shell", version: "1.0.0")])

        for _ in 1...3 {
            test.clock.advance(seconds: 1)
            _ = try await test.submit(to: "web-1")
        }
        let newest = try await test.operators.transactions(before: nil, limit: 2, for: test.alice)
        let before = try #require(newest.next.flatMap { TransactionID($0) })
        let oldest = try await test.operators.transactions(before: before, limit: 2, for: test.alice)
        #expect(oldest.items.count == 1)
        #expect(oldest.next == nil)
        #expect(newest.items[0].transaction > newest.items[1].transaction)
        #expect(try await test.operators.transactions(before: nil, limit: -5, for: test.alice).items.count == 1)
    }

    @Test func aPageOfLargeElementsEndsEarlyAndTheNextOneGoesOn() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        let text = String(repeating: "x", count: 900_000)
        var submitted: Set<TransactionID> = []
        for _ in 1...12 {
            test.clock.advance(seconds: 1)
            let request = TestBroker.request(["web-1"], parameters: ["command": .string(text)])
            submitted.insert(try await test.submit(request).transaction)
        }

        var listed: [TransactionID] = []
        var before: TransactionID?
        repeat {
            let page = try await test.operators.transactions(before: before, limit: 500, for: test.alice)
            #expect(page.items.count <= 5)
            listed += page.items.map(\.transaction)
            before = page.next.flatMap { TransactionID($0) }
        } while before != nil
        #expect(listed.count == 12 && Set(listed) == submitted)
    }

    @Test func outputShowsWhatHasComeAndThenWhatTheOutcomeSays() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        func view() async throws -> DeliveryView { try await test.operators.delivery(of: id, to: "web-1", for: test.alice) }
        func slice(_ attempt: Int? = nil, offset: Int = 0) async throws -> OutputSlice {
            try await test.operators.output(
                of: id, from: machine.machine.description, stream: .stdout, attempt: attempt, offset: offset, for: test.alice)
        }
        #expect(try await view().output == [:])
        #expect(try await slice() == OutputSlice(octets: [], attempt: 0, length: 0, complete: false))

        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        let octets = [UInt8](repeating: 7, count: 300_000)
        _ = try await test.agents.append(octets, to: .stdout, of: id, attempt: 1, offset: 0, by: machine)
        #expect(try await view().output == [.stdout: DeliveryView.Output(length: 300_000, sha256: nil, truncated: false)])
        let first = try await slice()
        #expect((first.octets.count, first.length, first.complete) == (256 << 10, 300_000, false))

        let summary = OutputSummary(length: 300_000, sha256: "ab", truncated: true)
        let finish = Finish(outcome: .failed, exitCode: 3, message: "no", output: [.stdout: summary])
        let report = ReportRequest(attempt: 1, events: [ReportEvent(seq: 1, at: Records.noon, .finished(finish))])
        _ = try await test.agents.report(id, report, by: machine)
        let over = try await view()
        #expect((over.exitCode, over.message) == (3, "no"))
        #expect(over.output == [.stdout: DeliveryView.Output(length: 300_000, sha256: "ab", truncated: true)])
        let rest = try await slice(offset: 256 << 10)
        #expect((rest.octets.count, rest.complete) == (300_000 - (256 << 10), true))
        #expect(try await slice(offset: 300_000).octets == [])
        #expect(await problem { _ = try await slice(2) }?.kind == .notFound)
        #expect(await problem { _ = try await slice(offset: -1) }?.kind == .badRequest)
    }

    @Test func aZeroCertificateComesWithEverythingButItsKey() async throws {
        let test = try await TestBroker()
        let request = ZeroCertificateRequest(name: "rack-7", csr: try IdentityKey().certificateRequest(), expires: nil)
        let response = try await test.operators.createZeroCertificate(request, by: test.alice)
        #expect(response.certificate.hasPrefix("beckon://acme/zero/\(response.zeroCertificate) "))
        #expect(response.expiresAt == Records.noon.adding(seconds: 86_400))
        #expect(response.brokers == ["https://broker.example:7443"])
        #expect(response.trust == "trust 1\n")
        let caller = ZeroCaller(zeroCertificate: response.zeroCertificate, subscriber: "acme")
        let enrollment = EnrollmentRequest(csr: try IdentityKey().certificateRequest(), name: "web-1", facts: [:])
        _ = try await test.enroll(enrollment, by: caller)
        let views = try await test.operators.zeroCertificates(after: nil, limit: 9, for: test.alice).items
        let view = try #require(views.first { $0.zeroCertificate == response.zeroCertificate })
        #expect((view.name, view.createdBy, view.machines) == ("rack-7", "alice", 1))

        let broken = ZeroCertificateRequest(name: "rack-7", csr: "nothing", expires: nil)
        #expect(await problem { _ = try await test.operators.createZeroCertificate(broken, by: test.alice) }?.kind == .badRequest)
    }
}
