import BeckonWire
import BrokerCore
import BrokerServer
import TestSupport
import Testing

@Suite("Agent plane: parked requests", .timeLimit(.minutes(2)))
struct ParkingTests {
    let work = AvailabilityResponse(transactions: [CredentialTests.transaction], next: .fetch)

    @Test("What is there already is answered at once")
    func atOnce() async throws {
        try await PlaneUnderTest.run { plane in
            plane.service.setArrival(work, of: plane.machineID)
            let client = try await plane.connect()
            try await client.send(TLSClient.availability(wait: 50))
            #expect(try await client.answer()?.json?["next"] == "fetch")
            #expect(plane.lot.count == 0)
        }
    }

    @Test("A parked request is woken, and answered exactly once however often it is")
    func wokenOnce() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            for _ in 0..<20 {
                plane.service.setOffer(nil, to: plane.machineID)
                try await client.send(TLSClient.availability(wait: 50))
                await plane.service.wait(for: .offered(plane.machineID))
                plane.service.setOffer(work, to: plane.machineID)
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<10 { group.addTask { plane.lot.wake([plane.machineID]) } }
                }
                let answer = try #require(try await client.answer())
                #expect(answer.json?["next"] == "fetch")
                #expect(answer.json?["transactions"] == [.string(CredentialTests.transaction.description)])
            }
            // A second answer to any of them would be taken for the answer to this one.
            let probe = try await client.request("GET", "/v1/availability")
            #expect(probe.status == 405)
            #expect(plane.lot.count == 0)
        }
    }

    @Test("Work that comes between arrival and parking is found by the check after parking")
    func between() async throws {
        try await PlaneUnderTest.run { plane in
            // `arrive` finds nothing, and nobody wakes: only the check after parking can find it.
            plane.service.setOffer(work, to: plane.machineID)
            let client = try await plane.connect()
            try await client.send(TLSClient.availability(wait: 50))
            #expect(try await client.answer()?.json?["next"] == "fetch")
        }
    }

    @Test("No answer to the second request holds more than ids and a word")
    func noInstruction() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            plane.service.setArrival(
                AvailabilityResponse(
                    transactions: [CredentialTests.transaction], next: .fetch, cancel: [CredentialTests.transaction]),
                of: plane.machineID)
            for _ in 0..<2 {
                try await client.send(TLSClient.availability(wait: 0))
                guard case .object(let members)? = try await client.answer()?.json else { return #expect(Bool(false)) }
                #expect(Set(members.keys).isSubset(of: ["transactions", "next", "cancel"]))
            }
        }
    }

    @Test("When the wait is over the agent is told to ask again")
    func waitEnds() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            for wait in [0, 1] {
                try await client.send(TLSClient.availability(wait: wait))
                let answer = try #require(try await client.answer())
                #expect(answer.json == ["transactions": [], "next": "availability"])
                #expect(!answer.closes)
            }
            #expect(plane.lot.count == 0)
            #expect(!plane.service.log.contains(.vanished(plane.machineID)))
        }
    }

    @Test("A newer request of the machine releases the older")
    func newer() async throws {
        try await PlaneUnderTest.run { plane in
            let older = try await plane.connect()
            try await older.send(TLSClient.availability(wait: 50))
            await plane.service.wait(for: .offered(plane.machineID))
            let newer = try await plane.connect()
            try await newer.send(TLSClient.availability(wait: 50))
            #expect(try await older.answer()?.json?["next"] == "availability")
            await plane.service.wait(for: .offered(plane.machineID))
            plane.service.setOffer(work, to: plane.machineID)
            plane.lot.wake([plane.machineID])
            #expect(try await newer.answer()?.json?["next"] == "fetch")
        }
    }

    @Test("A client that goes away while parked is noticed")
    func vanishes() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            try await client.send(TLSClient.availability(wait: 300))
            await plane.service.wait(for: .offered(plane.machineID))
            await client.close()
            await plane.service.wait(for: .vanished(plane.machineID))
            #expect(plane.lot.count == 0)
        }
    }

    @Test("A failure of the core ends the parked request with its problem")
    func failure() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            try await client.send(TLSClient.availability(wait: 300))
            await plane.service.wait(for: .offered(plane.machineID))
            plane.service.refuse(with: Problem(.unavailable, "no room", retryAfter: 7))
            plane.lot.wake([plane.machineID])
            let answer = try #require(try await client.answer())
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "7")
        }
    }

    @Test("Pipelined requests are answered in order, also behind a parked one")
    func pipelined() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            let output = TLSClient.text("POST", HostileInputTests.output, body: "abc")
            try await client.send(
                output + TLSClient.text("GET", "/v1/nothing") + TLSClient.availability(wait: 50) + output
                    + TLSClient.text("PUT", "/v1/executors", body: #"{"executors": []}"#))
            #expect(try await client.answer()?.status == 200)
            #expect(try await client.answer()?.status == 404)
            await plane.service.wait(for: .offered(plane.machineID))
            plane.service.setOffer(work, to: plane.machineID)
            plane.lot.wake([plane.machineID])
            #expect(try await client.answer()?.json?["next"] == "fetch")
            #expect(try await client.answer()?.json?["offset"] == 3)
            #expect(try await client.answer()?.status == 204)
        }
    }

    @Test("Who pipelines without end and never reads is held back, and served when he reads")
    func flood() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            let count = 2000
            let request = TLSClient.text("POST", HostileInputTests.output, body: "abc")
            try await client.send(String(repeating: request, count: count))
            for _ in 0..<count { #expect(try await client.answer()?.status == 200) }
        }
    }

    @Test("Shutdown answers what is parked, lets requests in work end, and takes no new connection")
    func shutdown() async throws {
        try await PlaneUnderTest.run { plane in
            let (parked, working, idle) = (try await plane.connect(), try await plane.connect(), try await plane.connect())
            #expect(try await idle.request("GET", "/v1/nothing").status == 404)
            try await parked.send(TLSClient.availability(wait: 300))
            await plane.service.wait(for: .offered(plane.machineID))
            plane.service.holdFetches()
            try await working.send(
                TLSClient.text("POST", "/v1/transactions/\(CredentialTests.transaction)/fetch", body: "{}"))
            await plane.service.wait(for: .fetched(CredentialTests.transaction))

            plane.running.cancel()
            let released = try #require(try await parked.answer())
            #expect(released.json == ["transactions": [], "next": "availability"])
            #expect(await parked.rest().isEmpty)
            #expect(await idle.rest().isEmpty)
            plane.service.letGo()
            let last = try #require(try await working.answer())
            #expect(last.status == 200)
            #expect(last.closes)
            try await plane.running.value
            await #expect(throws: (any Error).self) { try await plane.connect() }
        }
    }
}
