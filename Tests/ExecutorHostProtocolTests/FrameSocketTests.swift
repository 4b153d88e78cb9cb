import ExecutorHostProtocol
import Glibc
import Testing

@Suite struct FrameSocketTests {
    @Test func framesPassInBothDirections() throws {
        let (agent, end) = try FrameSocket.pair()
        let host = FrameSocket(descriptor: end)
        try agent.send(AgentMessage.cancel.frame)
        try host.send(HostMessage.ready.frame)
        #expect(try host.receive() == AgentMessage.cancel.frame)
        #expect(try agent.receive() == HostMessage.ready.frame)
    }

    @Test func theLargestFramePasses() throws {
        let (agent, end) = try FrameSocket.pair()
        let host = FrameSocket(descriptor: end)
        let frame = Frame(kind: .output, payload: [UInt8](repeating: 1, count: Frame.maximumPayload))
        BlockingThread.start { try? host.send(frame) }
        #expect(try agent.receive() == frame)
    }

    @Test func anEndBetweenFramesIsAnEndAndWithinOneAnError() throws {
        let (agent, end) = try FrameSocket.pair()
        var octets: [UInt8] = HostMessage.ready.frame.octets + [0, 0]
        #expect(write(end, &octets, 7) == 7)
        close(end)
        #expect(try agent.receive() == HostMessage.ready.frame)
        #expect(throws: FrameError.truncated) { try agent.receive() }

        let (second, other) = try FrameSocket.pair()
        close(other)
        #expect(try second.receive() == nil)
        #expect(throws: FrameError.self) { try second.send(AgentMessage.cancel.frame) }
    }

    @Test func anEndThatLeavesSomethingUnreadIsTold() throws {
        let (agent, end) = try FrameSocket.pair()
        try agent.send(AgentMessage.cancel.frame)
        var octets = HostMessage.ready.frame.octets
        #expect(write(end, &octets, octets.count) == octets.count)
        // All but the last octet.
        #expect(read(end, &octets, AgentMessage.cancel.frame.octets.count - 1) > 0)
        close(end)
        #expect(try agent.receive() == HostMessage.ready.frame)
        #expect(throws: FrameError.unread) { try agent.receive() }
    }

    @Test func theEndOfTheProcessIsAnEndThoughTheSocketIsOpen() throws {
        let (agent, end) = try FrameSocket.pair()
        defer { close(end) }
        var ended: [Int32] = [-1, -1]
        #expect(pipe(&ended) == 0)
        defer { close(ended[0]) }
        var octets = HostMessage.ready.frame.octets
        #expect(write(end, &octets, octets.count) == octets.count)
        close(ended[1])
        // What was sent before the end is not lost.
        #expect(try agent.receive(orEnd: ended[0]) == HostMessage.ready.frame)
        #expect(try agent.receive(orEnd: ended[0]) == nil)
    }
}
