import Foundation
import Testing

/// docs/protocol.md is true: a script with only curl and openssl acts as an agent.
@Suite(.serialized)
struct CurlAgentScenario {
    @Test func aShellScriptActsAsAnAgent() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let zero = try await datacenter.zeroCertificate()
        let script = Programs.repository.appending(path: "examples/curl-agent/agent.sh").path
        let machine = datacenter.directory.appending(path: "curl-01").path

        let enrolled = try await datacenter.finish("/bin/bash", [script, "enroll", zero, machine, "curl-01"])
        try #require(enrolled.status.code == 0, "\(enrolled.errorText)")
        let once = try datacenter.start("/bin/bash", [script, "run-once", machine])
        try await eventually("its executor is known") {
            let list = try await datacenter.beckon(["executor", "list"])
            return list.outputText.contains("echo") ? true : nil
        }
        let run = try await datacenter.beckon(["run", "--on", "curl-01", "echo", "text=by curl and openssl"])
        #expect(run.status.code == 0, "\(run.errorText)")
        #expect(run.outputText.contains("by curl and openssl"))
        #expect(await once.ended().code == 0, "\(once.errorText)")
        withExtendedLifetime(broker) {}
    }
}
