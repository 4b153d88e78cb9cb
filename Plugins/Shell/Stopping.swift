/// How far the end of a child that is to stop has come. From `notAsked` to `asked` (SIGTERM sent) to `forced` (SIGKILL sent).
enum Stopping {
    case notAsked
    /// In milliseconds of `Clock`.
    case asked(killAt: Int64)
    case forced

    var isAsked: Bool {
        if case .notAsked = self { false } else { true }
    }

    /// True where the grace has passed.
    var isDue: Bool {
        guard case .asked(let killAt) = self else { return false }
        return Clock.milliseconds() >= killAt
    }

    /// Milliseconds that `poll` may sleep; -1 without end.
    var pollTimeout: Int32 {
        guard case .asked(let killAt) = self else { return -1 }
        return Int32(max(0, killAt - Clock.milliseconds()))
    }
}
