/// `profile.json`: all that the `beckon` command needs to speak for an operator. A secret.
struct ProfileDocument: Codable, Hashable, Sendable {
    /// URL of the operator plane.
    let api: String
    let subscriber: String
    let `operator`: String
    /// PEM.
    let certificate: String
    let key: String
    /// PEM bundle of broker authorities.
    let trust: String
}
