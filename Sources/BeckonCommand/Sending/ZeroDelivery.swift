/// What is done on a machine that a zero certificate file is brought to, as a shell there understands it.
///
/// The file comes on standard input. It is nobody else's at any moment (`umask`), replaces what is there in one step and only when
/// it has arrived whole: a connection that breaks leaves nothing half.
struct ZeroDelivery: Hashable, Sendable {
    /// Octets of the file.
    let length: Int
    /// Where it goes; from the home directory where it is relative.
    let destination: String
    let asRoot: Bool
    let enrollment: Enrollment?

    struct Enrollment: Hashable, Sendable {
        /// The program there.
        let agent: String
        let data: String?
        let name: String?
        let keepsFile: Bool
    }

    /// One command, whatever login shell the account there has.
    var command: String { (asRoot ? "sudo -n " : "") + "sh -c " + ShellText.quoted(script) }

    private var script: String { (receiving + enrolling).joined(separator: "\n") }

    private var receiving: [String] {
        [
            // -C: a file that somebody has put in the way is not written to.
            "set -euC",
            "umask 077",
            "file=\(ShellText.quoted(path))",
            #"part="$file.$$.part""#,
            #"trap 'rm -f -- "$part"' EXIT"#,
            #"cat > "$part""#,
            #"[ "$(wc -c < "$part")" -eq \#(length) ] || { echo "the file did not arrive whole" >&2; exit 74; }"#,
            #"mv -f -- "$part" "$file""#,
        ]
    }

    private var enrolling: [String] {
        guard let enrollment else { return [] }
        var words = [enrollment.agent, "enroll", "-o", "json", "--zero"].map(ShellText.quoted) + [#""$file""#]
        if let data = enrollment.data { words += ["--data", ShellText.quoted(data)] }
        if let name = enrollment.name { words += ["--name", ShellText.quoted(name)] }
        return [words.joined(separator: " ") + " < /dev/null"] + (enrollment.keepsFile ? [] : [#"rm -f -- "$file""#])
    }

    /// Never taken for an option.
    private var path: String { destination.hasPrefix("-") ? "./" + destination : destination }
}
