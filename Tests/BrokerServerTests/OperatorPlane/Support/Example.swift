import BeckonWire
import Testing

/// A full example of a message, and the schema of the document that it should fit.
struct Example: Sendable, CustomTestStringConvertible {
    let schema: String
    let octets: [UInt8]

    init(_ schema: String, _ message: some WireMessage) {
        self.schema = schema
        octets = WireJSON.encode(message)
    }

    var testDescription: String { schema }

    static let all: [Example] =
        [
            Example("SubmitRequest", Samples.submitRequest),
            Example("SubmitResponse", SubmitResponse(transaction: Samples.transaction, deliveries: 2)),
            Example("TransactionView", Samples.transactionView()), Example("DeliveryView", Samples.delivery(.finished(.failed))),
            Example("OutputGrowth", OutputGrowth(machine: Samples.machine, attempt: 1, stream: .stderr, length: 5)),
            Example("MachineView", Samples.machineView),
            Example(
                "MachineChangeRequest",
                MachineChangeRequest(labels: ["role": "web", "old": nil], reidentify: true, approve: true)),
            Example("ZeroCertificateRequest", Samples.zeroCertificateRequest),
            Example("ZeroCertificateResponse", Samples.zeroCertificateResponse),
            Example("ZeroCertificateView", Samples.zeroCertificateView), Example("ExecutorDescription", Samples.executor),
            Example("ExecutorView", Samples.executorView),
            Example("TransactionPage", Page(items: [Samples.transactionView()], next: "x")),
            Example("DeliveryPage", Page(items: [Samples.delivery(.started)], next: "x")),
            Example("MachinePage", Page(items: [Samples.machineView], next: "x")),
            Example("ZeroCertificatePage", Page(items: [Samples.zeroCertificateView], next: "x")),
            Example("AuditRecord", Samples.auditRecords[0]),
            Example("AuditPage", AuditPage(items: Samples.auditRecords, next: "3", head: .init(number: 3, hash: "00"))),
            Example("AuthoritiesView", AuthoritiesView(authorities: [Samples.authorityView])),
            Example("AuthorityView", Samples.authorityView),
            Example("AuthorityStepRequest", AuthorityStepRequest(leaveBehind: 5)),
            Example("NewOperatorRequest", Samples.newOperatorRequest), Example("NewTokenRequest", Samples.newTokenRequest),
            Example("RenewalRequest", RenewalRequest(csr: "PEM")), Example("OperatorView", Samples.operatorView),
            Example("OperatorCertificateResponse", Samples.operatorCertificateResponse),
            Example("TokenResponse", Samples.tokenResponse),
            Example("OperatorPage", Page(items: [Samples.operatorView], next: "x")),
            Example("ExecutorPage", Page(items: [Samples.executorView], next: "x")),
        ] + agentPlane

    private static let agentPlane: [Example] = [
        Example("EnrollmentRequest", EnrollmentRequest(csr: "PEM", name: "web-01", facts: ["os": "linux"])),
        Example(
            "EnrollmentResponse", EnrollmentResponse(machine: Samples.machine, certificate: "PEM", trust: "PEM", renewIn: 60)),
        Example("EnrollmentPending", EnrollmentPending()),
        Example("ExecutorCatalogue", ExecutorCatalogue(executors: [Samples.executor])),
        Example(
            "AvailabilityRequest",
            AvailabilityRequest(
                capacity: 4, holding: [Samples.transaction], wait: 50, cancelling: [Samples.transaction], executors: "sha256:00",
                trust: "sha256:00", session: Samples.session)),
        Example(
            "AvailabilityResponse",
            AvailabilityResponse(transactions: [Samples.transaction], next: .fetch, cancel: [Samples.transaction])),
        Example("FetchRequest", FetchRequest(session: Samples.session)),
        Example(
            "FetchResponse",
            FetchResponse(
                transaction: Samples.transaction, attempt: 1, instruction: Samples.instruction, timeout: 60,
                onInterruption: .rerun, traceparent: Samples.traceparent, operator: "ci")),
        Example("OutputResponse", OutputResponse(offset: 5)),
        Example("ReportEvent", ReportEvent(seq: 1, at: Samples.time, .started)),
        Example("ReportEvent", ReportEvent(seq: 2, at: Samples.time, .progress(Samples.progress))),
        Example("ReportEvent", ReportEvent(seq: 3, at: Samples.time, .finished(Samples.finish(.timedOut)))),
        Example(
            "ReportRequest", ReportRequest(attempt: 1, events: [ReportEvent(seq: 1, at: Samples.time, .started)])),
        Example("ReportResponse", ReportResponse(acknowledged: 3, cancel: true)),
    ]
}
