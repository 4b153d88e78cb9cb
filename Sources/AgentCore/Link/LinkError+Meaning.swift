package import BeckonWire

extension LinkError {
    /// What an agent does about it, whatever it had asked for.
    package enum Meaning: Hashable, Sendable {
        /// Ask again, after this many seconds where the broker says so.
        case retry(after: Int?)
        /// The certificate has expired: nothing but its renewal is answered.
        case renew
        /// The broker has seen this identity twice, and gives it no work until an admin has resolved that.
        case quarantined(after: Int?)
        /// The broker refuses this request, and will refuse it again.
        case refused(Problem)
        /// The broker has nothing more to do with this agent.
        case stop(AgentFailure)
    }

    package var meaning: Meaning {
        switch self {
        case .unreachable, .malformed: .retry(after: nil)
        case .refused(let problem):
            switch problem.kind {
            case .revoked:
                .stop(AgentFailure(.revoked, "the broker has revoked this machine: \(problem.detail)", hint: problem.hint))
            case .certificateExpired: .renew
            case .quarantined: .quarantined(after: problem.retryAfter)
            case .wrongCertificate:
                .stop(
                    AgentFailure(
                        .certificateRefused, "the broker refuses this machine's certificate: \(problem.detail)",
                        hint: problem.hint ?? "enrol the machine again with a new zero certificate"))
            case .staleSession:
                .stop(
                    AgentFailure(
                        .staleSession, "the broker has heard of a later start of this agent: \(problem.detail)",
                        hint: "look for another agent that runs with a copy of this data directory, or for an older backup "
                            + "of it that was put back"))
            case .unauthenticated, .requestTimeout, .tooManyRequests, .internalError, .unavailable:
                .retry(after: problem.retryAfter)
            case .badRequest, .forbidden, .otherSubscriber, .notFound, .methodNotAllowed, .nameTaken, .alreadyFetched,
                .offsetMismatch, .outputMissing, .staleAttempt, .finished, .expired, .cancelled, .tooLarge,
                .unsupportedMediaType, .invalidParameters, .unknownExecutor, .unknownTarget, .idempotencyConflict,
                .invalidSchema, .headersTooLarge, .outputQuota, .wrongStep, .fleetNotReady:
                .refused(problem)
            }
        }
    }
}

extension LinkError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refused(let problem): "\(problem.kind.title): \(problem)"
        case .unreachable(let text): text
        case .malformed(let text): "the broker's answer is not what it should be: \(text)"
        }
    }
}
