@testable import BeckonCommand
import BeckonWire
import TestSupport
import Testing

@Suite struct PresentingTests {
    private func fetch(_ number: UInt8 = 1, _ stream: OutputStream = .stdout) -> Following.Fetch {
        Following.Fetch(machine: Views.machine(number), name: "web-0\(number)", attempt: 1, stream: stream, offset: 0)
    }

    private let hostile: [UInt8] = [0x00, 0xFF] + Array("\u{1B}[31m\u{202E}ä\n".utf8)

    @Test func redirectedOutputOfOneTargetPassesOctetForOctet() async throws {
        let console = try RecordedConsole()
        let presenter = TextPresenter(console: console.console, targets: 1)
        try await presenter.wrote(hostile, fetch())
        try await presenter.wrote(hostile, fetch(1, .stderr))
        #expect(try console.stdout() == hostile)
        #expect(try console.stderr() == hostile)
    }

    @Test func noEscapeSequenceReachesATerminal() async throws {
        let console = try RecordedConsole(isTerminal: true)
        let presenter = TextPresenter(console: console.console, targets: 1)
        try await presenter.wrote(hostile, fetch())
        let view = Views.delivery(state: .finished(.failed), exitCode: 3, message: "\u{1B}]0;x\u{07}")
        try await presenter.finished(view)
        #expect(try console.stdout() == Array("\\x00\u{FFFD}\\x1b[31m\\u{202e}ä\n".utf8))
        // Colours are ours: with NO_COLOR nothing is left that begins a sequence.
        #expect(try !console.stderr().contains(0x1B))
    }

    @Test func linesOfManyTargetsAreTold() async throws {
        let console = try RecordedConsole()
        let presenter = TextPresenter(console: console.console, targets: 2)
        try await presenter.wrote(Array("a\nb".utf8), fetch(1))
        try await presenter.wrote(Array("c\n".utf8), fetch(2))
        try await presenter.finished(Views.delivery(1, state: .finished(.succeeded)))
        try await presenter.ended(Views.transaction([.finished(.succeeded): 1, .finished(.failed): 1]))
        #expect(try console.text() == "web-01 | a\nweb-02 | c\nweb-01 | b\n")
        #expect(try console.diagnostics() == "web-01 succeeded 2.0 s\n2 machines: 1 failed, 1 succeeded\n")
    }

    @Test func outputThatWasCutIsTold() async throws {
        let console = try RecordedConsole()
        let presenter = TextPresenter(console: console.console, targets: 1)
        try await presenter.finished(
            Views.delivery(1, state: .finished(.succeeded), output: [.stdout: 5, .stderr: 0], truncated: true))
        #expect(
            try console.diagnostics()
                == "web-01 succeeded 2.0 s, stderr cut after 0 octets, stdout cut after 5 octets\n")
    }

    @Test func programsGetOneDocumentALine() async throws {
        let console = try RecordedConsole()
        let presenter = JSONPresenter(console: console.console)
        try await presenter.began(Views.transaction, targets: 1)
        try await presenter.wrote(Array("ü\n".utf8), fetch())
        try await presenter.wrote([0xFF], fetch())
        try await presenter.finished(Views.delivery(state: .finished(.failed), exitCode: 3))
        try await presenter.ended(Views.transaction([.finished(.failed): 1]))
        let documents = try console.text().split(separator: "\n").map { try WireJSON.decodeValue(from: $0.utf8) }
        #expect(documents.map { $0["type"]?.stringValue } == ["transaction", "output", "output", "delivery", "end"])
        #expect(documents[1]["text"] == "ü\n")
        #expect(documents[2]["base64"] == "/w==")
        #expect(documents[3]["exitCode"] == 3)
        #expect(try console.stderr().isEmpty)
    }

    @Test func documentsHideNothingFromATerminal() async throws {
        let console = try RecordedConsole(isTerminal: true)
        try await console.console.json(JSONValue.string("\u{9B}\u{202E}\u{E0041}ü"))
        let text = try console.text()
        #expect(text == #""\u009b\u202e\udb40\udc41ü""# + "\n")
        #expect(try WireJSON.decodeValue(from: text.utf8) == "\u{9B}\u{202E}\u{E0041}ü")
    }

    @Test func theHelpPageOfAnExecutorShowsItsSchema() {
        let executor = ExecutorDescription(
            name: "shell", version: "1.0", summary: "Runs a command.",
            parameters: [
                "type": "object", "required": ["command"],
                "properties": [
                    "command": ["type": "string", "description": "A line.", "examples": ["uname -a"]],
                    "argv": ["type": "array", "items": ["type": "string"]], "wait": ["type": "integer", "default": 3],
                    "mode": ["type": "string", "enum": ["a", "b\u{1B}"]],
                ],
            ], result: [:])
        let lines = ExecutorPage(ExecutorView(executor: executor, machines: 2)).lines
        #expect(lines.contains("  command (string, required)  A line."))
        #expect(lines.contains("  wait (integer, default 3)"))
        #expect(lines.contains("  argv (list of string)"))
        #expect(lines.contains("  beckon run --on MACHINE shell 'command=uname -a'"))
        #expect(lines.contains("  beckon run --on MACHINE shell -- WORD..."))
        #expect(!lines.joined().unicodeScalars.contains("\u{1B}"))
    }
}
