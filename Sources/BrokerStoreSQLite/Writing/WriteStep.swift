import GRDB

/// One change that waits to be committed, and whoever waits for it.
struct WriteStep: Sendable {
    /// Tells the caller how the step went. Called once, and only when that is certain: after the commit.
    typealias Completion = @Sendable () -> Void

    /// Octets that the step holds in memory while it waits.
    let octets: Int
    /// Reads and changes the database; answers how the caller learns of it once it is durable.
    let run: @Sendable (Database) throws -> Completion
    /// Tells the caller that nothing of the step was stored.
    let fail: @Sendable (any Error) -> Void
}
