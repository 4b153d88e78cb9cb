import AgentCore
import BeckonWire
import Foundation
import TestSupport
import Testing

@testable import ExecutorHosting

@Suite struct RegistrationTests {
    @Test func everythingThatAPluginRegistersIsInTheCatalogue() async throws {
        let two = CPlugin.source(executor: "beta").replacingOccurrences(
            of: "0, run}};", with: "0, run}, {\"alpha\", \"2.0\", \"Another.\", \"{}\", 0, 0, run}};"
        ).replacingOccurrences(of: "executors, 1}", with: "executors, 2}")
        let fixture = try await Fixture(["two": two])
        #expect(fixture.names == ["alpha", "beta"])
        let beta = try #require(fixture.hosts.catalogue.executors.last)
        #expect(beta.version == "1.2.3")
        #expect(beta.summary == "For a test.")
        #expect(beta.parameters == ["type": "object"])
        #expect(await fixture.run("alpha").outcome == .succeeded)
        await fixture.hosts.shutDown()
    }

    /// A plugin that is refused, and what the reason must hold.
    struct Broken: Sendable, CustomTestStringConvertible {
        let name: String
        let source: String
        let reason: String
        var testDescription: String { name }

        init(_ name: String, _ source: String, reason: String) {
            self.name = name
            self.source = source
            self.reason = reason
        }
    }

    /// Each is refused with its reason, and the good one beside it is served.
    @Test(arguments: [
        Broken(
            "crashes",
            CPlugin.source(executor: "x", before: "__attribute__((constructor)) static void c(void) { raise(SIGSEGV); }"),
            reason: "SIGSEGV"),
        Broken(
            "exits", CPlugin.source(executor: "x", before: "__attribute__((constructor)) static void c(void) { _exit(7); }"),
            reason: "exit code 7"),
        Broken(
            "other-version", CPlugin.source(executor: "x", abi: "2"),
            reason: "version 2 of the contract"),
        Broken(
            "no-entry", "int nothing;",
            reason: "does not export executor_plugin_v1"),
        Broken(
            "says-no", "const executor_plugin_table_v1 *executor_plugin_v1(uint32_t abi) { return 0; }",
            reason: "returned NULL"),
        Broken(
            "bad-name", CPlugin.source(executor: "Not-Good"),
            reason: "[a-z][a-z0-9-]{0,31}"),
        Broken(
            "not-json", CPlugin.source(executor: "x", schema: "{"),
            reason: "parameters schema of executor x"),
        Broken(
            "keyword", CPlugin.source(executor: "x", schema: "{\\\"unevaluatedItems\\\": false}"),
            reason: "unevaluatedItems"),
        Broken(
            "large", CPlugin.source(executor: "x", schema: String(repeating: " ", count: 65_537)),
            reason: "65536"),
        Broken(
            "no-run", CPlugin.source(executor: "x").replacingOccurrences(of: "0, run}}", with: "0, 0}}"),
            reason: "NULL"),
        Broken(
            "none", CPlugin.source(executor: "x").replacingOccurrences(of: "executors, 1}", with: "executors, 0}"),
            reason: "0 executors"),
        Broken(
            "many", CPlugin.source(executor: "x").replacingOccurrences(of: "executors, 1}", with: "executors, 1000000}"),
            reason: "1000000"),
    ])
    func aPluginThatBreaksTheContractIsRefused(broken: Broken) async throws {
        let fixture = try await Fixture([broken.name: broken.source, "good": CPlugin.source(executor: "good")])
        #expect(fixture.names == ["good"])
        #expect(fixture.log.has("plugin refused", "\(broken.name).so", broken.reason), "\(fixture.log.lines)")
        await fixture.hosts.shutDown()
    }

    @Test func aPluginThatHangsIsRefusedAndKilled() async throws {
        let hangs = CPlugin.source(
            executor: "x", before: "__attribute__((constructor)) static void c(void) { for (;;) pause(); }")
        let fixture = try await Fixture(["hangs": hangs], adjust: { $0.registrationLimit = .milliseconds(300) })
        #expect(fixture.names.isEmpty)
        #expect(fixture.log.has("hangs.so", "had not registered after"))
    }

    @Test func twoPluginsThatClaimOneNameAreBothRefused() async throws {
        let fixture = try await Fixture([
            "first": CPlugin.source(executor: "same"), "second": CPlugin.source(executor: "same"),
            "third": CPlugin.source(executor: "other"),
        ])
        #expect(fixture.names == ["other"])
        for name in ["first.so", "second.so"] {
            #expect(fixture.log.has("error", "plugin=\(fixture.directory.path(name))", "first.so and", "second.so", "same"))
        }
        await fixture.hosts.shutDown()
    }

    @Test func onlyFilesThatNobodyElseCanWriteAreLoaded() async throws {
        let fixture = try await Fixture(["open": CPlugin.source(executor: "x"), "fine": CPlugin.source(executor: "y")]) {
            directory in
            let files = FileManager.default
            try files.setAttributes([.posixPermissions: 0o775], ofItemAtPath: directory.path("open.so"))
            try files.createSymbolicLink(atPath: directory.path("link.so"), withDestinationPath: directory.path("fine.so"))
            try files.createDirectory(atPath: directory.path("folder.so"), withIntermediateDirectories: false)
            try directory.write("not a program", to: "text.so")
            if geteuid() == 0 {
                try files.copyItem(atPath: directory.path("fine.so"), toPath: directory.path("foreign.so"))
                chown(directory.path("foreign.so"), 65_534, 65_534)
            }
        }
        #expect(fixture.names == ["y"])
        #expect(fixture.log.has("open.so", "chmod go-w"))
        #expect(fixture.log.has("link.so", "not a regular file"))
        #expect(fixture.log.has("folder.so", "not a regular file"))
        #expect(fixture.log.has("text.so", "cannot be loaded"))
        if geteuid() == 0 { #expect(fixture.log.has("foreign.so", "owned by uid 65534")) }
        await fixture.hosts.shutDown()
    }

    @Test func aDirectoryThatOthersCanWriteIsRefusedAndAMissingOneIsEmpty() async throws {
        let fixture = try await Fixture(["fine": CPlugin.source(executor: "y")]) { directory in
            chmod(directory.path, 0o777)
        } adjust: {
            $0.pluginDirectories.append("/nowhere/at/all")
        }
        #expect(fixture.names.isEmpty)
        #expect(fixture.log.lines.count == 2)
        #expect(fixture.log.has(fixture.directory.path, "chmod go-w"))
        #expect(fixture.log.has("/nowhere/at/all", "no such plugin directory"))
    }

    @Test func theHostSaysWhatItIsToAPersonWhoRunsIt() async throws {
        let output = Pipe()
        let host = Process()
        host.executableURL = URL(filePath: Processes.hostProgram)
        host.standardOutput = output
        try await host.runToItsEnd()
        #expect(host.terminationStatus == 64)
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains("started by it"))
    }
}
