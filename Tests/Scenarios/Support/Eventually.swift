import Testing

/// Looks again and again until `condition` gives something, for at most `seconds`: a deadline for a thing, not a wait for time.
@discardableResult
func eventually<Value>(
    _ what: Comment, within seconds: Int = 30, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if let value = try await condition() { return value }
        try await Task.sleep(for: .milliseconds(20))
    }
    return try #require(try await condition(), what, sourceLocation: sourceLocation)
}
