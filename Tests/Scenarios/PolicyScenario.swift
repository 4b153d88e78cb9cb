import Foundation
import TestSupport
import Testing

/// A machine's own word, on real processes: what its file refuses does not run, whoever asks.
@Suite(.serialized)
struct PolicyScenario {
    private static let policy = """
        policy:
          default: deny
          rules:
            - name: no-secrets
              deny: {executors: [shell], users: [nobody]}
            - name: admins
              allow: {executors: [shell], operators: ["adm*"]}
        """

    @Test func whatTheFileRefusesIsRejectedWithTheRulesName() async throws {
        let datacenter = try await Datacenter()
        let file = try datacenter.write(Self.policy, to: "agent.yaml")
        let broker = try await datacenter.startBroker()
        _ = try await datacenter.enroll("web-01", zero: datacenter.zeroCertificate())
        let agent = try datacenter.startAgent("web-01", environment: ["BECKON_CONFIG": file])
        try await datacenter.connected("web-01")

        let allowed = try await datacenter.beckon(["run", "--on", "web-01", "shell", "--", "echo", "by an admin"])
        #expect(allowed.outputText == "by an admin\n", "\(allowed.errorText)")

        let mark = datacenter.directory.appending(path: "it-ran").path
        let refused = try await datacenter.beckon(
            ["run", "--on", "web-01", "shell", "command=touch \(mark)", "user=nobody"])
        #expect(refused.status.code != 0)
        #expect(refused.errorText.contains("rejected") && refused.errorText.contains("rule no-secrets"), "\(refused.errorText)")
        #expect(!FileManager.default.fileExists(atPath: mark))
        withExtendedLifetime((broker, agent)) {}
    }

    @Test func theFileSetsWhatTheFlagsWould() async throws {
        let datacenter = try await Datacenter()
        let data = datacenter.directory.appending(path: "web-01").path
        let zero = datacenter.directory.appending(path: "zero.pem").path
        let agentFile = try datacenter.write(
            "data: \(data)\nplugins: \(datacenter.plugins)\nzero: \(zero)\nname: web-01\n", to: "agent.yaml")
        let brokerFile = try datacenter.write("data: \(datacenter.brokerData)\nbind: 127.0.0.1\n", to: "broker.yaml")
        let broker = try datacenter.start("beckon-broker", ["serve", "--config", brokerFile])
        try await eventually("the broker is ready") {
            try await datacenter.curl(["--fail", "\(datacenter.api)/readyz"]).status.code == 0 ? true : nil
        }
        try await datacenter.succeed("beckon", ["zero", "create", "fleet", "--out", zero, "--profile", datacenter.profile])
        try await datacenter.succeed("beckon-agent", ["enroll", "--config", agentFile])
        let agent = try datacenter.start("beckon-agent", ["run", "--config", agentFile])
        try await datacenter.connected("web-01")
        withExtendedLifetime((broker, agent)) {}
    }

    @Test func nothingStartsWithAFileThatIsNotRight() async throws {
        let datacenter = try await Datacenter()
        let wrong = try datacenter.write("capcity: 4\n", to: "wrong.yaml")
        for arguments in [["run"], ["enroll"], ["config", "validate"]] {
            let agent = try await datacenter.finish("beckon-agent", arguments + ["--config", wrong])
            #expect(agent.status.code == 1)
            #expect(
                agent.errorText.hasSuffix(#"wrong.yaml:1:1: unknown key "capcity" (did you mean capacity?)"# + "\n"),
                "\(agent.errorText)")
        }
        for arguments in [["serve"], ["config", "validate"]] {
            let broker = try await datacenter.finish("beckon-broker", arguments + ["--config", wrong])
            #expect(broker.status.code == 1)
            #expect(broker.errorText.contains(#"wrong.yaml:1:1: unknown key "capcity""#), "\(broker.errorText)")
        }
        chmod(wrong, 0o666)
        let open = try await datacenter.finish("beckon-agent", ["run", "--config", wrong])
        #expect(open.errorText.contains("can be written by its group or by anyone"), "\(open.errorText)")
        let missing = try await datacenter.finish("beckon-agent", ["run", "--config", wrong + "x"])
        #expect(missing.status.code == 1 && missing.errorText.contains("cannot be read: No such file"))
    }

    @Test func filesThatAreRightAreSaidToBe() async throws {
        let datacenter = try await Datacenter()
        let agent = try datacenter.write(Self.policy, to: "agent.yaml")
        let text = try await datacenter.succeed("beckon-agent", ["config", "validate", "--config", agent])
        #expect(text.outputText == "\(agent) is valid (2 policy rules, default: deny)\n")
        let json = try await datacenter.succeed("beckon-agent", ["config", "validate", "--config", agent, "-o", "json"])
        #expect(json.outputText.contains(#""policy":{"default":"deny","rules":["no-secrets","admins"]},"valid":true"#))
        let broker = try datacenter.write("agent-port: 7443\nlog-level: debug\n", to: "broker.yaml")
        let valid = try await datacenter.succeed("beckon-broker", ["config", "validate", "--config", broker])
        #expect(valid.outputText == "\(broker) is valid\n")
        let port = try datacenter.write("api-port: 70000\n", to: "port.yaml")
        let invalid = try await datacenter.finish("beckon-broker", ["config", "validate", "--config", port])
        #expect(invalid.errorText.contains(#"port.yaml:1:11: api-port is "70000", which its flag would not take"#))
    }
}
