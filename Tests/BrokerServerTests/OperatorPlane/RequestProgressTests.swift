import BeckonWire
@testable import BrokerServer
import Testing

@Suite("Operator plane: progress of a connection's requests")
struct RequestProgressTests {
    @Test("Which deadline runs")
    func waiting() {
        var progress = RequestProgress()
        #expect(progress.waiting == .firstHead)
        progress.readHead()
        #expect(progress.waiting == .body)
        progress.readEnd()
        #expect(progress.waiting == .answer)
        progress.wroteHead()
        #expect(progress.wroteEnd() == .nothing)
        #expect(progress.waiting == .nextHead)
    }

    @Test("A body that is late is refused, unless its answer has begun or an earlier one is due")
    func lateBody() {
        var progress = RequestProgress()
        progress.readHead()
        #expect(progress.expired() == .refuse(.requestTimeout))
        progress.wroteHead()
        #expect(progress.expired() == .close)

        var pipelined = RequestProgress()
        pipelined.readHead()
        pipelined.readEnd()
        pipelined.readHead()
        #expect(pipelined.expired() == .close)
    }

    @Test("Nonsense is refused when everything before it is answered")
    func nonsense() {
        var progress = RequestProgress()
        progress.readHead()
        progress.readEnd()
        #expect(progress.failed(.badRequest) == .nothing)
        #expect(!progress.isOpen)
        #expect(progress.failed(.headersTooLarge) == .nothing)
        progress.wroteHead()
        #expect(progress.wroteEnd() == .refuse(.badRequest))

        var first = RequestProgress()
        #expect(first.failed(.headersTooLarge) == .refuse(.headersTooLarge))
    }

    @Test("A body that is answered before it has come in is read away")
    func earlyAnswer() {
        var progress = RequestProgress()
        progress.readHead()
        progress.wroteHead()
        #expect(progress.wroteEnd() == .nothing)
        #expect(progress.waiting == .body)
        #expect(progress.expired() == .close)
        progress.readEnd()
        #expect(progress.waiting == .nextHead)
    }
}
