/// One event of a running instruction.
package struct ReportEvent: Hashable, Sendable {
    /// 1, 2, 3… within the attempt. A repeated one is acknowledged and not recorded twice.
    package let seq: Int
    /// When it happened, by the machine's clock.
    package let at: Timestamp
    package let content: Content

    package enum Content: Hashable, Sendable {
        case started
        case progress(Progress)
        case finished(Finish)
    }

    package init(seq: Int, at: Timestamp, _ content: Content) {
        self.seq = seq
        self.at = at
        self.content = content
    }
}

/// How far an instruction is, in whatever unit its executor counts.
package struct Progress: Hashable, Codable, Sendable {
    package let done: Int
    /// Absent where the executor does not know.
    package let total: Int?
    package let note: String?

    package init(done: Int, total: Int?, note: String?) {
        self.done = done
        self.total = total
        self.note = note
    }
}

extension ReportEvent: WireMessage {
    private enum Key: String, CodingKey {
        case seq, at, type
    }
    private enum Kind: String, Codable {
        case started, progress, finished
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        seq = try container.decode(Int.self, forKey: .seq)
        at = try container.decode(Timestamp.self, forKey: .at)
        content =
            switch try container.decode(Kind.self, forKey: .type) {
            case .started: .started
            case .progress: .progress(try Progress(from: decoder))
            case .finished: .finished(try Finish(from: decoder))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(seq, forKey: .seq)
        try container.encode(at, forKey: .at)
        switch content {
        case .started:
            try container.encode(Kind.started, forKey: .type)
        case .progress(let progress):
            try container.encode(Kind.progress, forKey: .type)
            try progress.encode(to: encoder)
        case .finished(let finish):
            try container.encode(Kind.finished, forKey: .type)
            try finish.encode(to: encoder)
        }
    }

    package func validate() throws(WireError) {
        try Bounds.check(seq, "/seq", in: 1...(1 << 53))
        switch content {
        case .started: break
        case .progress(let progress):
            try Bounds.check(progress.done >= 0, "/done", "negative")
            try Bounds.check((progress.total ?? 0) >= 0, "/total", "negative")
            try Bounds.check(progress.note, "/note", atMost: Bounds.note)
        case .finished(let finish): try finish.validate()
        }
    }
}
