/// What an instruction of the `shell` executor says; `ShellExecutor.parametersSchema` describes each member.
struct ShellParameters: Decodable, Sendable {
    let command: String?
    let argv: [String]?
    let cwd: String?
    let env: [String: String]?
    let stdin: String?
    let user: String?
}
