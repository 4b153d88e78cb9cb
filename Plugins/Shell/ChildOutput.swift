import ExecutorKit
import Glibc

/// What a child writes to one stream, on its way to the agent.
struct ChildOutput: ~Copyable {
    private static let chunk = 64 << 10

    // Both ends stay open here: that the child closes its own would wake us and tell nothing, as its end is told otherwise.
    private let reading: Descriptor
    private let writing: Descriptor
    private let stream: RunContext.Stream

    init(_ stream: RunContext.Stream) throws(SpawnFailure) {
        let (reading, writing) = try Pipe.open()
        self.reading = Descriptor(reading)
        self.writing = Descriptor(writing)
        self.stream = stream
    }

    /// What becomes the child's stream.
    var childsEnd: Int32 { writing.raw }

    /// Polls readable when there is something to forward.
    var descriptor: Int32 { reading.raw }

    /// Forwards one piece, and returns its length. Only when there is something.
    @discardableResult
    func forward(atMost limit: Int = chunk, to context: RunContext) -> Int {
        withUnsafeTemporaryAllocation(byteCount: min(limit, Self.chunk), alignment: 1) { buffer in
            let count = read(reading.raw, buffer.baseAddress, buffer.count)
            if count > 0 { context.output(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: stream) }
            return count
        }
    }

    /// Forwards what is in the pipe at this moment, and no more: a child in the background may write faster than we read.
    func drain(to context: RunContext) {
        var left: Int32 = 0
        guard ioctl(reading.raw, UInt(FIONREAD), &left) == 0 else { return }
        while left > 0 {
            let count = forward(atMost: Int(left), to: context)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            left -= Int32(count)
        }
    }
}
