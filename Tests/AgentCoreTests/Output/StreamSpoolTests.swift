import Testing

@testable import AgentCore

@Suite struct StreamSpoolTests {
    @Test func fillsOneSegmentAfterTheOther() {
        var spool = StreamSpool(segmentLimit: 10)
        #expect([6, 6, 6].map { spool.append($0) } == [0, 0, 12])
        #expect(spool.length == 18 && spool.kept == 18)
    }

    @Test func sendsFromWhereTheBrokerIsAndWithinOneSegment() {
        var spool = StreamSpool(segmentLimit: 10)
        for _ in 0..<3 { _ = spool.append(6) }
        #expect(spool.unsent(atMost: 100)! == (0, 0, 12))
        _ = spool.resume(at: 7)
        #expect(spool.unsent(atMost: 100)! == (0, 7, 5))
        _ = spool.resume(at: 12)
        #expect(spool.unsent(atMost: 4)! == (12, 0, 4))
        _ = spool.resume(at: 18)
        #expect(spool.unsent(atMost: 4) == nil && spool.isDrained)
    }

    @Test func keepsWhatTheBrokerHasUntilRoomIsNeeded() {
        var spool = StreamSpool(segmentLimit: 10)
        for _ in 0..<3 { _ = spool.append(10) }
        #expect(spool.resume(at: 25) == [])
        #expect(spool.resume(at: 5) == [] && !spool.isTruncated)
        _ = spool.resume(at: 25)
        #expect(spool.dropAcknowledged() == [0, 10])
        #expect(spool.kept == 10 && spool.firstKept == 20)
    }

    @Test func endsWhereTheBrokerLacksWhatIsGone() {
        var spool = StreamSpool(segmentLimit: 10)
        for _ in 0..<3 { _ = spool.append(10) }
        _ = spool.resume(at: 25)
        _ = spool.dropAcknowledged()
        #expect(spool.resume(at: 15) == [20])
        #expect(spool.isTruncated && spool.isDrained && spool.length == 15)
    }

    @Test func takesOverWhatAnEarlierLifeDropped() {
        let spool = StreamSpool(segmentLimit: 10, segments: [.init(start: 30, length: 4), .init(start: 20, length: 10)])
        #expect(spool.acknowledged == 20 && spool.length == 34)
        #expect(spool.unsent(atMost: 100)! == (20, 0, 10))
    }
}
