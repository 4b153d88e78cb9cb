/// The events of one transaction, for one reader.
///
/// The reader asks again and again and so sets the pace; nothing piles up for one that is slow.
package protocol EventReader: Sendable {
    /// What there is, in order; waits until there is something. Empty where `wake` ended the waiting; nil after the last event, after
    /// `stop`, and where the store fails: then the reader resumes after the last number.
    /// - Parameter patient: what is no outcome and no output waits for company, until `wake`. Most instructions are over in a moment, and
    ///   then their fetch, their start and their outcome are told in one go.
    func next(patient: Bool) async -> [NumberedEvent]?

    /// Has a waiting `next` answer what there is, or nothing.
    func wake()

    /// Nobody reads any more.
    func stop()
}
