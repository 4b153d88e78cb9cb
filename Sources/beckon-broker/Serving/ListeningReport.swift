import Glibc

/// Says where the broker listens, once both planes do.
actor ListeningReport {
    private let directory: DataDirectory
    private let address: String
    private var agentPort: Int?
    private var apiPort: Int?

    init(directory: DataDirectory, address: String) {
        self.directory = directory
        self.address = address
    }

    func agentPlane(port: Int) {
        agentPort = port
        reportIfComplete()
    }

    func operatorPlane(port: Int) {
        apiPort = port
        reportIfComplete()
    }

    private func reportIfComplete() {
        guard let agentPort, let apiPort else { return }
        let document = RunDocument(pid: getpid(), address: address, agentPort: agentPort, apiPort: apiPort)
        do {
            try directory.write(document, to: directory.run)
        } catch {
            Diagnostics.write("beckon-broker: \(directory.run) could not be written: \(error)")
        }
        Diagnostics.write(
            "beckon-broker: machines call \(ServiceURL.text(host: address, port: agentPort)), "
                + "operators \(ServiceURL.text(host: address, port: apiPort))")
    }
}
