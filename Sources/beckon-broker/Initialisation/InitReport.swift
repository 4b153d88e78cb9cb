/// What `init` has made.
struct InitReport: Codable, Hashable, Sendable {
    let data: String
    let subscriber: String
    let hosts: [String]
    let agentPort: Port
    let apiPort: Port
    let profile: String
    /// Absent where the user has one already.
    let userProfile: String?

    var json: String { (try? String(decoding: DocumentJSON.encode(self, pretty: false), as: UTF8.self)) ?? "" }

    var text: String {
        let profileOption = userProfile == nil ? " --profile \(profile)" : ""
        return """
            Initialised \(data) for subscriber \(subscriber), reached as \(hosts.joined(separator: ", ")).
            The admin's profile is \(userProfile ?? profile).
            Next:
              beckon-broker serve --data \(data)
              beckon zero create fleet --out zero.pem\(profileOption)
              beckon-agent enroll --zero zero.pem        (on each machine)
            """
    }
}
