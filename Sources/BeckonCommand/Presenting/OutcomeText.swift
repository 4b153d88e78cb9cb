import BeckonWire

/// Outcomes in words.
enum OutcomeText {
    /// `web-01 failed (exit code 3) 0.1 s: message`
    static func line(_ delivery: DeliveryView, _ style: Style) -> String {
        var line = "\(TerminalText.escaped(delivery.name)) \(style.outcome(delivery.state.rawValue, delivery.state))"
        if let code = delivery.exitCode, code != 0 { line += " (exit code \(code))" }
        if let start = delivery.startedAt, let end = delivery.finishedAt {
            line += " \(seconds(max(0, start.seconds(until: end))))"
        }
        for (stream, output) in delivery.output.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where output.truncated {
            line += ", \(stream.rawValue) cut after \(output.length) octets"
        }
        // Executors say the exit code again where there is nothing else to say.
        if let message = delivery.message, message != delivery.exitCode.map({ "exit code \($0)" }) {
            line += ": " + TerminalText.escaped(message)
        }
        return line
    }

    /// `3 machines: 2 succeeded, 1 failed`
    static func summary(_ transaction: TransactionView, _ style: Style) -> String {
        "\(transaction.counts.values.reduce(0, +)) machines: \(counts(transaction, style))"
    }

    static func counts(_ transaction: TransactionView, _ style: Style) -> String {
        transaction.counts.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { style.outcome("\($1) \($0.rawValue)", $0) }.joined(separator: ", ")
    }

    /// With one decimal, rounded up, so that nothing takes no time.
    static func seconds(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded(.up))
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
