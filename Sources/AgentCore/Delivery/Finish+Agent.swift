import BeckonWire

extension Finish {
    /// Octets of a result's JSON beyond which a report would not fit in a request.
    private static let resultLimit = 512 << 10

    /// How a run ended, within the bounds of a report: what a plugin said too much is cut, and the message says so.
    init(_ run: RunResult) {
        let fits = run.result.map { WireJSON.encode($0).count <= Self.resultLimit } ?? true
        let message = fits ? run.message : [run.message, "its result is too large to be reported"].joined()
        let code = run.exitCode.flatMap { Int32(exactly: $0) }.map(Int.init)
        self.init(
            outcome: run.outcome, exitCode: code, result: fits ? run.result : nil,
            message: message.map { $0.cut(toOctets: Bounds.message) })
    }

    func with(output: [OutputStream: OutputSummary]) -> Finish {
        Finish(
            outcome: outcome, exitCode: exitCode, result: result, message: message, output: output.isEmpty ? nil : output)
    }

    /// The outcome and why there is no more than that.
    func reduced(because reason: String) -> Finish {
        Finish(outcome: outcome, exitCode: exitCode, message: [message, reason].joined().cut(toOctets: Bounds.message))
    }
}

extension ReportEvent {
    func with(output: [OutputStream: OutputSummary]) -> ReportEvent {
        guard case .finished(let finish) = content else { return self }
        return ReportEvent(seq: seq, at: at, .finished(finish.with(output: output)))
    }
}

extension Progress {
    /// Within the bounds of a report.
    var bounded: Progress { Progress(done: done, total: total, note: note?.cut(toOctets: Bounds.note)) }
}

extension [String?] {
    fileprivate func joined() -> String { compactMap(\.self).joined(separator: "; ") }
}

extension String {
    /// Its beginning, in whole scalars.
    func cut(toOctets limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while Unicode.UTF8.isContinuation(utf8[end]) { utf8.formIndex(before: &end) }
        return String(self[..<end])
    }
}
