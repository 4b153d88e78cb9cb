import BeckonIdentity
import Testing

/// Expects a refusal with exactly this code.
func expectRefusal(
    _ code: IdentityError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("accepted, instead of refused with \(code)", sourceLocation: sourceLocation)
    } catch let error as IdentityError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("refused with \(error) instead of \(code)", sourceLocation: sourceLocation)
    }
}
