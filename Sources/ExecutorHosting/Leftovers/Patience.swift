import Glibc

/// Short waits for processes to end, up to a limit.
struct Patience {
    private var left: Int
    private var pause = 1

    init(milliseconds: Int) { left = milliseconds }

    /// Sleeps for a moment, longer each time. False where the limit is reached.
    mutating func wait() -> Bool {
        guard left > 0 else { return false }
        usleep(UInt32(pause) * 1000)
        left -= pause
        pause = min(pause * 2, 50)
        return true
    }
}
