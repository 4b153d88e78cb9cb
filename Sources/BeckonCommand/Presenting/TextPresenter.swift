import BeckonWire

/// For people, and for pipes: output of machines on the stream on which they wrote it, everything else on standard error.
///
/// With one target, output that is redirected passes octet for octet. With more, lines get the machine's name as a prefix. What goes
/// to a terminal is escaped.
actor TextPresenter: TransactionPresenter {
    private struct Source: Hashable {
        let machine: MachineID
        let stream: OutputStream
    }

    private let console: Console
    /// Whether more than one machine writes, so that each line needs its machine's name.
    private var prefixes: Bool
    private var prefixers: [Source: LinePrefixer] = [:]
    private var terminals: [Source: TerminalOutput] = [:]
    private var progress: [String: Progress] = [:]

    init(console: Console, targets: Int) {
        self.console = console
        prefixes = targets > 1
    }

    func began(_ transaction: TransactionID, targets: Int) async throws {
        prefixes = targets > 1
        try await console.line("\(transaction) on \(targets) \(targets == 1 ? "machine" : "machines")", to: .stderr)
    }

    func wrote(_ octets: [UInt8], _ fetch: Following.Fetch) async throws {
        let source = Source(machine: fetch.machine, stream: fetch.stream)
        var lines = octets
        if prefixes {
            lines = prefixers[source, default: prefixer(fetch)].lines(adding: lines)
        } else if console.target(fetch.stream).isTerminal {
            lines = Array(terminals[source, default: TerminalOutput()].text(of: lines).utf8)
        }
        if !lines.isEmpty { try await console.write(lines, to: fetch.stream) }
    }

    func progressed(name: String, _ progress: Progress) async throws {
        // A pipe has no use for it, and a log would be full of it.
        guard console.stderr.isTerminal, self.progress.updateValue(progress, forKey: name) != progress else { return }
        let total = progress.total.map { " of \($0)" } ?? ""
        let note = progress.note.map { ": " + TerminalText.escaped($0) } ?? ""
        try await console.line("\(TerminalText.escaped(name)): \(progress.done)\(total)\(note)", to: .stderr)
    }

    func restarted(name: String, attempt: Int) async throws {
        try await console.line(
            "\(TerminalText.escaped(name)) was interrupted and runs again (attempt \(attempt))", to: .stderr)
    }

    func finished(_ delivery: DeliveryView) async throws {
        try await endOutput(of: delivery.machine)
        let style = console.style(.stderr)
        try await console.line(OutcomeText.line(delivery, style), to: .stderr)
    }

    func ended(_ transaction: TransactionView) async throws {
        guard transaction.counts.values.reduce(0, +) > 1 else { return }
        try await console.line(OutcomeText.summary(transaction, console.style(.stderr)), to: .stderr)
    }

    /// Shows what is held back because its line or its character has not ended.
    func endOutput(of machine: MachineID) async throws {
        for stream in OutputStream.allCases {
            let source = Source(machine: machine, stream: stream)
            var rest: [UInt8] = []
            if var prefixer = prefixers.removeValue(forKey: source) { rest += prefixer.finish() }
            if var terminal = terminals.removeValue(forKey: source) { rest += Array(terminal.finish().utf8) }
            if !rest.isEmpty { try await console.write(rest, to: stream) }
        }
    }

    private func prefixer(_ fetch: Following.Fetch) -> LinePrefixer {
        let name = TerminalText.escaped(fetch.name)
        let style = console.style(fetch.stream)
        return LinePrefixer(
            prefix: style.coloured("\(name) |", by: name) + " ", escapes: console.target(fetch.stream).isTerminal)
    }
}
