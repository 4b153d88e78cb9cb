import Foundation
import Glibc
import Testing

/// The broker's disk is full, and has room again.
@Suite(.serialized, .enabled(if: getuid() == 0, "a file system of its own needs root"))
struct DiskScenario {
    @Test func aFullDiskRefusesAndLosesNothing() async throws {
        let disk = try await SmallDisk(megabytes: 48)
        let datacenter = try await Datacenter(brokerDisk: disk.path)
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        let before = try await datacenter.submit("echo before", key: "before")
        try await datacenter.outcome(of: before, is: "succeeded")

        try disk.fill()
        let body = datacenter.directory.appending(path: "full.json")
        let padding = String(repeating: "x", count: 200_000)
        let instruction = #"{"executor":"shell","parameters":{"command":": \#(padding)"}}"#
        try #"{"subscriber":"acme","targets":{"machines":["web-01"]},"instruction":\#(instruction)}"#
            .write(to: body, atomically: true, encoding: .utf8)
        let refused = try await datacenter.curl([
            "-H", "content-type: application/json", "--data-binary", "@\(body.path)", "\(datacenter.api)/v1/transactions",
        ])
        #expect(refused.outputText.contains("urn:beckon:problem:unavailable"), "\(refused.outputText)")
        #expect(broker.status == nil, "the broker lives")

        try disk.empty()
        let after = try await datacenter.submit("echo after", key: "after")
        try await datacenter.outcome(of: after, is: "succeeded")
        try await datacenter.outcome(of: before, is: "succeeded")
        withExtendedLifetime(agents) {}
    }
}
