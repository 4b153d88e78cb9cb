/// What becomes of an instruction whose agent or host died while it ran.
package enum Interruption: String, Codable, Sendable {
    /// Its outcome is `unknown`, and it is never run again.
    case report
    /// It runs again as a new attempt, by a new fetch: the operator says that running it twice does no harm.
    case rerun
}
