/// With what the command exits. Beyond 0 and 1 as in sysexits.h.
enum ExitStatus {
    static let success: Int32 = 0
    /// An instruction did not succeed, and there is no exit code of its own to pass on.
    static let unsuccessful: Int32 = 1
    static let usage: Int32 = 64
    /// The broker cannot be reached, or was lost for too long.
    static let unavailable: Int32 = 69
    /// The broker refused, or something failed here.
    static let refused: Int32 = 70
    /// There is no usable profile.
    static let configuration: Int32 = 78
    static let interrupted: Int32 = 130
    /// Whoever read the output has gone.
    static let outputClosed: Int32 = 141

    static let help = """
        Exit status of `run` and `transaction watch`: with one target the remote exit code; else 0 if all succeeded and 1 if not;
        of `zero send`: 0 if all hosts succeeded and 1 if not.
        Of every command: 64 wrong arguments, 69 the broker cannot be reached, 70 the broker refused (the reason is on stderr),
        78 no usable profile, 130 interrupted.
        """

    /// Thrown to exit with a status when everything has been said.
    struct Requested: Error {
        let status: Int32
    }
}
