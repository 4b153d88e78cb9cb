import Foundation
import Glibc
import Testing

/// The network between agent and broker is cut, in a network namespace, while an instruction runs.
@Suite(.serialized, .enabled(if: getuid() == 0, "network namespaces need root"))
struct NetworkScenario {
    @Test func aCutLosesNothing() async throws {
        let link = try await Namespace()
        let datacenter = try await Datacenter(host: link.outside)
        let broker = try await datacenter.startBroker()
        let zero = try await datacenter.zeroCertificate()
        let agentTracer = link.enter
        let enrolled = try await datacenter.finish(
            agentTracer[0],
            Array(agentTracer.dropFirst()) + [
                Programs.path("beckon-agent"), "enroll", "--zero", zero, "--data",
                datacenter.directory.appending(path: "web-01").path, "--name", "web-01",
            ])
        try #require(enrolled.status.code == 0, "\(enrolled.errorText)")
        let agent = try datacenter.startAgent("web-01", tracer: agentTracer)
        try await datacenter.connected("web-01")

        let started = datacenter.directory.appending(path: "started").path
        let go = datacenter.directory.appending(path: "go").path
        let command = "echo before; touch \(started); until [ -e \(go) ]; do sleep 0.05; done; seq 1 5000; exit 5"
        let transaction = try await datacenter.submit(command, key: "cut")
        try await eventually("it runs") { FileManager.default.fileExists(atPath: started) ? true : nil }
        try await link.cut()
        #expect(FileManager.default.createFile(atPath: go, contents: nil))
        try await eventually("it ended while nobody could hear of it") {
            Processes.count(matching: "/bin/sh", "-c", command) == 0 ? true : nil
        }
        #expect(try await datacenter.transaction(transaction)?.finished == false)
        try await link.mend()

        try await datacenter.outcome(of: transaction, is: "failed")
        let output = try await datacenter.beckon([
            "transaction", "output", transaction, "--machine", "web-01", "--stream", "stdout",
        ])
        #expect(output.outputText == "before\n" + (1...5000).map { "\($0)\n" }.joined())
        withExtendedLifetime((broker, agent)) {}
    }
}
