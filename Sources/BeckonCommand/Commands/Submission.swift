import BeckonWire

/// The first request, sent so that it counts once however often it has to be sent.
struct Submission: Sendable {
    let client: OperatorClient
    let environment: [String: String]

    /// An answer that got lost is asked for again: the key makes the broker answer with the same transaction.
    func submit(_ request: SubmitRequest) async throws -> SubmitResponse {
        let key = "\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))"
        var headers = [("Idempotency-Key", key)]
        if let parent = environment["TRACEPARENT"], !parent.isEmpty, parent.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            headers.append(("traceparent", parent))
        }
        var backOff = BackOff(patience: .seconds(10))
        while true {
            do {
                return try await client.post("/v1/transactions", request, headers: headers)
            } catch let lost as BrokerLost where !lost.isUnsent {
                var random = SystemRandomNumberGenerator()
                guard let delay = backOff.failed(at: .now, using: &random) else { throw lost }
                try await Task.sleep(for: delay)
            }
        }
    }
}
