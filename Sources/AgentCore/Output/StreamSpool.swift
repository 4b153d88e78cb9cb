/// Which octets of a stream are kept, in which segments, and how far the broker has them. Holds no octets.
struct StreamSpool: Hashable, Sendable {
    struct Segment: Hashable, Sendable {
        let start: Int
        var length: Int
        var end: Int { start + length }
    }

    /// In order and without a gap between them; the first begins where everything before was dropped.
    private(set) var segments: [Segment]
    /// All that the stream had, whether it still is here or not; of a truncated one, what the broker has.
    private(set) var length: Int
    /// What the broker has of it.
    private(set) var acknowledged: Int
    /// There was more than what is kept, and it is lost: nothing more is taken.
    private(set) var isTruncated = false

    private let segmentLimit: Int

    init(segmentLimit: Int, segments: [Segment] = []) {
        self.segmentLimit = segmentLimit
        self.segments = segments.sorted { $0.start < $1.start }
        length = self.segments.last?.end ?? 0
        // What is no longer here was dropped because the broker had it.
        acknowledged = self.segments.first?.start ?? 0
    }

    /// Octets on disk.
    var kept: Int { segments.reduce(0) { $0 + $1.length } }

    /// Nothing before this is here any more.
    var firstKept: Int { segments.first?.start ?? length }

    /// Whether the broker has all that it will get.
    var isDrained: Bool { acknowledged >= length }

    /// Takes note of octets at the end of the stream; returns the start of the segment that they belong in.
    mutating func append(_ count: Int) -> Int {
        if segments.last.map({ $0.length >= segmentLimit }) ?? true { segments.append(Segment(start: length, length: 0)) }
        segments[segments.count - 1].length += count
        length += count
        return segments[segments.count - 1].start
    }

    /// The next octets that the broker lacks, within one segment.
    func unsent(atMost limit: Int) -> (start: Int, offset: Int, count: Int)? {
        guard !isDrained, let segment = segments.first(where: { $0.end > acknowledged }) else { return nil }
        return (segment.start, acknowledged - segment.start, min(limit, segment.end - acknowledged))
    }

    /// The broker has the stream up to `offset`, which may be less or more than was thought. Where what it lacks is no longer
    /// here, the stream ends at what it has. Returns the starts of the segments to remove.
    mutating func resume(at offset: Int) -> [Int] {
        acknowledged = offset
        return offset < firstKept || offset > length ? cut() : []
    }

    /// Takes nothing more; what is here still goes to the broker.
    mutating func seal() { isTruncated = true }

    /// Gives up what the broker lacks and all that is still to come; returns the starts of the segments to remove.
    mutating func cut() -> [Int] {
        isTruncated = true
        length = acknowledged
        defer { segments = [] }
        return segments.map(\.start)
    }

    /// Gives up whole segments that the broker has; returns their starts.
    mutating func dropAcknowledged() -> [Int] {
        let dropped = segments.prefix { $0.end <= acknowledged }
        segments.removeFirst(dropped.count)
        return dropped.map(\.start)
    }
}
