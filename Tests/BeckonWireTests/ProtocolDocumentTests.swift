import BeckonWire
import Testing

/// docs/protocol.md is the contract: its tables are those of the code.
@Suite struct ProtocolDocumentTests {
    private static let document = "docs/protocol.md"

    @Test func problems() throws {
        let rows = try ProjectFile.rows(of: Self.document, under: "## Problems")
        #expect(rows == ProblemKind.allCases.map { ["`\($0.rawValue)`", "\($0.status)", $0.title] })
    }

    /// In the order of `Bounds`.
    @Test func bounds() throws {
        let bounds = [
            Bounds.csr, Bounds.facts, Bounds.factKey, Bounds.factValue, Bounds.labels, Bounds.networks,
            Bounds.namePattern, Bounds.uses, Bounds.executors, Bounds.version,
            Bounds.summary,
            Bounds.schema,
            Bounds.capacity, Bounds.holding, Bounds.wait, Bounds.journal, Bounds.digest, Bounds.events, Bounds.note,
            Bounds.message,
            Bounds.traceparent, Bounds.operatorName, Bounds.targets, Bounds.targetText, Bounds.timeout, Bounds.expires,
            Bounds.idempotencyKey,
            Bounds.outputChunk,
        ]
        let rows = try ProjectFile.rows(of: Self.document, under: "## Bounds")
        #expect(rows.compactMap(\.last) == bounds.map(String.init))
        let declared = try ProjectFile.text("Sources/BeckonWire/Bounds.swift").split(separator: "\n")
            .filter { $0.contains("package static let ") }
        #expect(declared.count == bounds.count, "a bound is missing in the table or in this test")
    }

    /// Every code that a table or sentence of the page names exists.
    @Test func namedProblemsExist() throws {
        let text = try ProjectFile.text(Self.document)
        let named = text.matches(of: /(?:40[0-9]|41[0-9]|42[0-9]|43[0-9]|50[0-9]) `([a-z-]+)`/).map { String($0.output.1) }
        #expect(named.count > 20)
        for name in named { #expect(ProblemKind(rawValue: name) != nil, "\(name)") }
    }

    /// What the page shows of messages decodes as such.
    @Test func examplesAreMessages() throws {
        let text = try ProjectFile.text(Self.document)
        func decodes<Message: WireMessage>(_ type: Message.Type, _ start: String) throws {
            let rest = try #require(text.firstRange(of: start).map { text[$0.lowerBound...] }, "\(start)")
            // A message ends where its block does, or at the empty line before the answer.
            let end = [rest.firstRange(of: "\n\n"), rest.firstRange(of: "\n```")].compactMap { $0?.lowerBound }.min()
            let body = rest[..<(end ?? rest.endIndex)]
            _ = try WireJSON.decode(type, from: body.utf8)
        }
        try decodes(EnrollmentRequest.self, #"{"csr": "-----BEGIN CERTIFICATE REQUEST-----\n…", "name": "web-01""#)
        try decodes(EnrollmentResponse.self, #"{"certificate": "-----BEGIN"#)
        try decodes(ExecutorCatalogue.self, #"{"executors": [{"name": "echo""#)
        try decodes(AvailabilityRequest.self, #"{"capacity": 4"#)
        try decodes(AvailabilityResponse.self, #"{"next": "fetch""#)
        try decodes(FetchRequest.self, #"{"session": {"#)
        try decodes(FetchResponse.self, #"{"attempt": 1, "instruction""#)
        try decodes(OutputResponse.self, #"{"offset": 6}"#)
        try decodes(ReportRequest.self, #"{"attempt": 1, "events""#)
        try decodes(ReportResponse.self, #"{"acknowledged": 3"#)
        try decodes(SubmitRequest.self, #"{"subscriber": "acme""#)
        try decodes(SubmitResponse.self, #"{"deliveries": 1"#)
        try decodes(ZeroCertificateRequest.self, #"{"name": "rack-7""#)
        try decodes(ZeroCertificateResponse.self, #"{"brokers""#)
        try decodes(Problem.self, #"{"detail":"t-01m858w772"#)
    }
}
