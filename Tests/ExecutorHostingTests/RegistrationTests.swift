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

    /// Each is refused with a reason that names what is wrong, and the good one beside them is served.
    @Test(arguments: [
        ("crashes", CPlugin.source(executor: "x", before: "__attribute__((constructor)) static void c(void) { raise(SIGSEGV); }"),
            "SIGSEGV"),
        ("exits", CPlugin.source(executor: "x", before: "__attribute__((constructor)) static void c(void) { _exit(7); }"),
            "exit code 7"),
        ("other-version", CPlugin.source(executor: "x", abi: "2"), "version 2 of the contract"),
        ("no-entry", "int nothing;", "does not export executor_plugin_v1"),
        ("says-no", "const executor_plugin_table_v1 *executor_plugin_v1(uint32_t abi) { return 0; }", "returned NULL"),
        ("bad-name", CPlugin.source(executor: "Not-Good"), "[a-z][a-z0-9-]{0,31}"),
        ("not-json", CPlugin.source(executor: "x", schema: "{"), "parameters schema of executor x"),
        ("keyword", CPlugin.source(executor: "x", schema: "{\\\"unevaluatedItems\\\": false}"), "unevaluatedItems"),
        ("large", CPlugin.source(executor: "x", schema: String(repeating: " ", count: 65_537)), "65536"),
        ("no-run", CPlugin.source(executor: "x").replacingOccurrences(of: "0, run}}", with: "0, 0}}"), "NULL"),
        ("none", CPlugin.source(executor: "x").replacingOccurrences(of: "executors, 1}", with: "executors, 0}"), "0 executors"),
        ("many", CPlugin.source(executor: "x").replacingOccurrences(of: "executors, 1}", with: "executors, 1000000}"), "1000000"),
    ])
    func aPluginThatBreaksTheContractIsRefused(name: String, source: String, reason: String) async throws {
        let fixture = try await Fixture([name: source, "good": CPlugin.source(executor: "good")])
        #expect(fixture.names == ["good"])
        #expect(fixture.log.has("plugin refused", "\(name).so", reason), "\(fixture.log.lines)")
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
        let fixture = try await Fixture(["open": CPlugin.source(executor: "x"), "fine": CPlugin.source(executor: "y")]) { directory in
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
        #expect(fixture.log.lines.count == 1)
        #expect(fixture.log.has(fixture.directory.path, "chmod go-w"))
    }

    @Test func theHostSaysWhatItIsToAPersonWhoRunsIt() throws {
        let output = Pipe()
        let host = Process()
        host.executableURL = URL(filePath: Processes.hostProgram)
        host.standardOutput = output
        try host.run()
        host.waitUntilExit()
        #expect(host.terminationStatus == 64)
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains("started by it"))
    }
}
