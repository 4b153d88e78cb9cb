/// `run.json`: where the running broker listens, for whoever let the system choose the ports.
struct RunDocument: Codable, Hashable, Sendable {
    let pid: Int32
    let address: String
    let agentPort: Int
    let apiPort: Int
}
