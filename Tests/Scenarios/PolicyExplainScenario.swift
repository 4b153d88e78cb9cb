import Foundation
import TestSupport
import Testing

/// `beckon-agent policy explain`: the answer, the reasons and the exit code.
@Suite(.serialized)
struct PolicyExplainScenario {
    private let datacenter: Datacenter
    private let config: String
    private let instruction: String

    init() async throws {
        datacenter = try await Datacenter()
        config = try datacenter.write(
            """
            policy:
              default: deny
              time-zone: UTC
              rules:
                - name: no-root
                  deny: {users: [root]}
                - name: office-hours
                  allow: {operators: ["ci-*"], hours: "Mon-Fri 08:00-18:00"}
            """, to: "agent.yaml")
        instruction = try datacenter.write(
            #"{"executor": "shell", "parameters": {"command": "true", "user": "nobody"}}"#, to: "instruction.json")
    }

    @Test func whatIsAllowedIsSaidWithItsRule() async throws {
        let answer = try await explain(["--operator", "ci-7", "--at", "2026-11-24T08:00:00Z"])
        #expect(answer.status.code == 0, "\(answer.errorText)")
        let lines = answer.outputText.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(
            lines.first == "allowed by rule office-hours: operator ci-7, Tue 08:00 (UTC) within Mon-Fri 08:00-18:00")
        #expect(lines[1].hasPrefix("asked: executor shell, operator ci-7, user nobody (uid "))
        #expect(lines[2].hasPrefix("1. no-root (deny) does not match: user nobody (uid "))
        #expect(lines[3].hasPrefix("2. office-hours (allow) matches: "))
    }

    @Test func whatIsRefusedIsSaidWithEachReason() async throws {
        let late = try await explain(["--operator", "ci-7", "--at", "2026-11-24T18:00:00.000Z"])
        #expect(late.status.code == 1)
        #expect(late.outputText.hasPrefix("refused by default: deny: no rule matches\n"), "\(late.outputText)")
        #expect(late.outputText.contains("Tue 18:00 (UTC) is not within Mon-Fri 08:00-18:00"))

        let unnamed = try await explain(["--at", "2026-11-24T08:00:00Z", "-o", "json"])
        #expect(unnamed.status.code == 1)
        struct Answer: Decodable {
            struct Rule: Decodable {
                let rule: String
                let matches: Bool
            }
            let allowed: Bool
            let rule: String?
            let at: String
            let rules: [Rule]
        }
        let answer = try JSONDecoder().decode(Answer.self, from: unnamed.output)
        #expect(!answer.allowed && answer.rule == nil && answer.at == "2026-11-24T08:00:00.000Z")
        #expect(answer.rules.map(\.rule) == ["no-root", "office-hours"] && !answer.rules.contains(where: \.matches))
    }

    @Test func whatIsSomebodyElsesTextIsEscaped() async throws {
        let answer = try await explain(["--operator", "ci-\u{1B}[2J"])
        #expect(answer.outputText.contains(#"ci-\u{1b}[2J"#) && !answer.outputText.contains("\u{1B}"))
    }

    @Test func withoutAnAnswerItEndsWith64() async throws {
        let broken = try datacenter.write(#"{"executor": "shell"}"#, to: "broken.json")
        let wrong = try datacenter.write("polcy: {}\n", to: "wrong.yaml")
        for arguments in [
            [broken, "--config", config], ["/nowhere/instruction.json", "--config", config], [instruction, "--config", wrong],
            [instruction, "--config", config, "--at", "tomorrow"], ["--config", config],
        ] {
            let answer = try await datacenter.finish("beckon-agent", ["policy", "explain"] + arguments)
            #expect(answer.status.code == 64, "\(arguments): \(answer.errorText)")
            #expect(answer.outputText.isEmpty && !answer.errorText.isEmpty)
        }
    }

    private func explain(_ arguments: [String]) async throws -> Datacenter.Finished {
        try await datacenter.finish("beckon-agent", ["policy", "explain", instruction, "--config", config] + arguments)
    }
}
