import BrokerCore
import Testing

@testable import BrokerStoreSQLite

@Suite("The queue of changes")
struct WriteQueueTests {
    private func step(_ octets: Int = 0) -> WriteStep {
        WriteStep(octets: octets, run: { _ in {} }, fail: { _ in })
    }

    /// What `admit` says, in a word.
    private func admit(_ octets: Int = 0, _ queue: inout WriteQueue) -> String {
        switch queue.admit(step(octets)) {
        case .start: "start"
        case .queued: "queued"
        case .refused(let error): error.code.rawValue
        }
    }

    @Test("the first step starts the writer, later ones only wait, and an empty queue makes it idle")
    func starting() {
        var queue = WriteQueue()
        #expect(admit(0, &queue) == "start")
        #expect(admit(0, &queue) == "queued")
        let first = queue.takeBatch()
        #expect(first?.count == 2)
        #expect(admit(0, &queue) == "queued", "the writer still runs")
        #expect(queue.takeBatch()?.count == 1)
        #expect(queue.takeBatch() == nil)
        #expect(admit(0, &queue) == "start")
    }

    @Test("a batch holds so many steps and octets, but always one step")
    func batches() {
        var queue = WriteQueue(limits: WriteQueue.Limits(batchSteps: 3, batchOctets: 10))
        for octets in [4, 4, 4, 99, 1, 1, 1, 1] { _ = admit(octets, &queue) }
        var sizes: [[Int]] = []
        while let batch = queue.takeBatch() { sizes.append(batch.map(\.octets)) }
        #expect(sizes == [[4, 4], [4], [99], [1, 1, 1], [1]])
    }

    @Test("beyond its bounds a step is refused, and admitted again when there is room")
    func bounds() {
        var queue = WriteQueue(limits: WriteQueue.Limits(steps: 3, octets: 10))
        #expect(admit(11, &queue) == "start", "one larger than the bound, alone")
        #expect(admit(1, &queue) == "failed")
        _ = queue.takeBatch()
        for _ in 1...3 { #expect(admit(1, &queue) == "queued") }
        #expect(admit(1, &queue) == "failed")
        _ = queue.takeBatch()
        #expect(admit(10, &queue) == "queued")
        #expect(admit(1, &queue) == "failed")
    }

    @Test("a closed queue refuses, and gives out what it had")
    func closing() {
        var queue = WriteQueue()
        _ = admit(0, &queue)
        let (first, second) = (queue.close(), queue.close())
        #expect(first && !second)
        #expect(admit(0, &queue) == "closed")
        #expect(queue.takeBatch()?.count == 1)
    }
}
