/// Every kind of refusal, each with a stable type `urn:beckon:problem:NAME`, a title and an HTTP status.
///
/// Names are part of the contract: a client may switch on them, so they are only ever added to.
package enum ProblemKind: String, CaseIterable, Sendable {
    case badRequest = "bad-request"
    case unauthenticated
    case wrongCertificate = "wrong-certificate"
    case certificateExpired = "certificate-expired"
    case revoked
    case quarantined
    case forbidden
    case otherSubscriber = "other-subscriber"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case requestTimeout = "request-timeout"
    case nameTaken = "name-taken"
    case alreadyFetched = "already-fetched"
    case offsetMismatch = "offset-mismatch"
    case outputMissing = "output-missing"
    case staleSession = "stale-session"
    case staleAttempt = "stale-attempt"
    case finished
    case expired
    case cancelled
    case tooLarge = "too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case invalidParameters = "invalid-parameters"
    case unknownExecutor = "unknown-executor"
    case unknownTarget = "unknown-target"
    case idempotencyConflict = "idempotency-conflict"
    case invalidSchema = "invalid-schema"
    case tooManyRequests = "too-many-requests"
    case headersTooLarge = "headers-too-large"
    case internalError = "internal-error"
    case unavailable
    case outputQuota = "output-quota"
    case wrongStep = "wrong-step"
    case fleetNotReady = "fleet-not-ready"

    package var uri: String { Self.prefix + rawValue }

    package init?(uri: String) {
        guard uri.hasPrefix(Self.prefix) else { return nil }
        self.init(rawValue: String(uri.dropFirst(Self.prefix.count)))
    }

    /// The kind nearest to a status, for a type that this version does not know.
    package init(status: Int) {
        self = Self.allCases.first { $0.status == status } ?? ((400..<500).contains(status) ? .badRequest : .internalError)
    }

    private static let prefix = "urn:beckon:problem:"
}

extension ProblemKind {
    package var status: Int {
        switch self {
        case .badRequest: 400
        case .unauthenticated: 401
        case .wrongCertificate, .certificateExpired, .revoked, .quarantined, .forbidden, .otherSubscriber: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .nameTaken, .alreadyFetched, .offsetMismatch, .outputMissing, .staleSession, .staleAttempt, .finished, .wrongStep,
            .fleetNotReady:
            409
        case .expired, .cancelled: 410
        case .tooLarge: 413
        case .unsupportedMediaType: 415
        case .invalidParameters, .unknownExecutor, .unknownTarget, .idempotencyConflict, .invalidSchema: 422
        case .tooManyRequests: 429
        case .headersTooLarge: 431
        case .internalError: 500
        case .unavailable: 503
        case .outputQuota: 507
        }
    }

    package var title: String {
        switch self {
        case .badRequest: "The request is malformed"
        case .unauthenticated: "A credential is required"
        case .wrongCertificate: "This certificate does not open this route"
        case .certificateExpired: "The certificate has expired"
        case .revoked: "The certificate is revoked"
        case .quarantined: "The machine is quarantined"
        case .forbidden: "The credential lacks the right"
        case .otherSubscriber: "The credential belongs to another subscriber"
        case .notFound: "There is no such thing"
        case .methodNotAllowed: "The route does not take this method"
        case .requestTimeout: "The request took too long to arrive"
        case .nameTaken: "Another machine has this name"
        case .alreadyFetched: "The transaction has been fetched"
        case .offsetMismatch: "The output does not continue at this offset"
        case .outputMissing: "The report names output that has not arrived"
        case .staleSession: "A later start of this agent has been heard of"
        case .staleAttempt: "A later attempt has been fetched"
        case .finished: "The delivery is finished"
        case .expired: "The transaction has expired"
        case .cancelled: "The transaction is cancelled"
        case .tooLarge: "The body is too large"
        case .unsupportedMediaType: "The body is of a type that the route does not take"
        case .invalidParameters: "The parameters do not satisfy the executor's schema"
        case .unknownExecutor: "A target does not have this executor"
        case .unknownTarget: "A target is not known"
        case .idempotencyConflict: "The idempotency key was used with another body"
        case .invalidSchema: "The schema is not one that is supported"
        case .tooManyRequests: "Too many requests"
        case .headersTooLarge: "The headers are too large"
        case .internalError: "The broker failed"
        case .unavailable: "The broker is not ready"
        case .outputQuota: "The output is over its quota"
        case .wrongStep: "The authority is at another stage"
        case .fleetNotReady: "Too many machines would be left behind"
        }
    }
}
