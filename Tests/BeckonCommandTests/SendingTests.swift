@testable import BeckonCommand
import Foundation
import TestSupport
import Testing

/// What `zero send` does on a machine, done by a shell here.
@Suite struct SendingTests {
    private let directory: TemporaryDirectory
    private let file: String

    init() throws {
        directory = try TemporaryDirectory()
        file = try directory.write("a secret\n", to: "file.pem")
    }

    private func run(_ delivery: ZeroDelivery) throws -> ChildProcess {
        try ChildProcess.run("sh", ["-c", "umask 0; cd \(directory.path) && " + delivery.command], input: file)
    }

    private func delivery(
        to destination: String, length: Int = 9, enrollment: ZeroDelivery.Enrollment? = nil
    ) -> ZeroDelivery {
        ZeroDelivery(length: length, destination: destination, asRoot: false, enrollment: enrollment)
    }

    private func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: directory.path(name))[.posixPermissions] as? Int
    }

    @Test(arguments: ["zero.pem", "a file with 'quotes' and $HOME; exit 1", "-rf"])
    func theFileIsNobodyElses(_ name: String) throws {
        let ended = try run(delivery(to: name))
        #expect(ended.status == 0, "\(ended.output)")
        #expect(try String(contentsOfFile: directory.path(name), encoding: .utf8) == "a secret\n")
        #expect(try mode(name) == 0o600)
        #expect(try directory.contents() == ["file.pem", name].sorted())
    }

    @Test func itReplacesWhatIsThereInOneStep() throws {
        try directory.write("older", to: "zero.pem")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: directory.path("zero.pem"))
        #expect(try run(delivery(to: "zero.pem")).status == 0)
        #expect(try String(contentsOfFile: directory.path("zero.pem"), encoding: .utf8) == "a secret\n")
        #expect(try mode("zero.pem") == 0o600)
    }

    @Test func whatDidNotArriveWholeIsNotThere() throws {
        let ended = try run(delivery(to: "zero.pem", length: 10))
        #expect(ended.status == 74 && ended.output.contains("did not arrive whole"))
        #expect(try directory.contents() == ["file.pem"])
    }

    @Test func aDirectoryThatIsNotThereIsAnError() throws {
        let ended = try run(delivery(to: "nowhere/zero.pem"))
        #expect(ended.status != 0 && ended.output.contains("nowhere/zero.pem"))
    }

    @Test(arguments: [true, false])
    func enrollingTakesTheFileAway(_ keepsFile: Bool) throws {
        let agent = try directory.write("#!/bin/sh\necho \"$@\" > asked; cat \"$5\" >> asked\n", to: "an agent")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: agent)
        let enrollment = ZeroDelivery.Enrollment(agent: agent, data: "the data", name: "web-01", keepsFile: keepsFile)
        let ended = try run(delivery(to: "zero.pem", enrollment: enrollment))
        #expect(ended.status == 0, "\(ended.output)")
        #expect(
            try String(contentsOfFile: directory.path("asked"), encoding: .utf8)
                == "enroll -o json --zero zero.pem --data the data --name web-01\na secret\n")
        #expect(try directory.contents().contains("zero.pem") == keepsFile)
    }

    @Test func anEnrolmentThatFailsIsAFailureAndTheFileStays() throws {
        let enrollment = ZeroDelivery.Enrollment(agent: "false", data: nil, name: nil, keepsFile: false)
        #expect(try run(delivery(to: "zero.pem", enrollment: enrollment)).status == 1)
        #expect(try directory.contents() == ["file.pem", "zero.pem"])
    }

    @Test func theUsersOptionsComeFirst() throws {
        let ssh = SecureShell(configuration: "c", options: ["Port=2222"])
        let host = try #require(RemoteHost(argument: "root@web-01"))
        let arguments = ssh.arguments("true", on: host)
        #expect(arguments.prefix(5) == ["-F", "c", "-T", "-o", "Port=2222"])
        #expect(arguments.suffix(3) == ["--", "root@web-01", "true"])
        #expect(arguments.contains("BatchMode=yes"))
    }

    @Test(arguments: ["-oProxyCommand=x", "", "a b", "a\nb", "ä"])
    func whatIsNoHostIsRefused(_ text: String) { #expect(RemoteHost(argument: text) == nil) }

    @Test func whatTheAgentSaysIsFoundAmongTheRest() throws {
        let host = try #require(RemoteHost(argument: "web-01"))
        let said = """
            Welcome to web-01
            {"a": 1}
            {"machine": "m-01m858w5ekedpb9q2cyz0e7tjx", "name": "web-01", "new": true, "subscriber": "acme"}
            """
        let sent = ZeroSent(host, path: "zero.pem", isLeft: false, said: said)
        #expect(sent.name == "web-01" && sent.machine != nil && sent.path == nil && sent.ok)
        #expect(sent.text == "enrolled as web-01 (m-01m858w5ekedpb9q2cyz0e7tjx)")
        #expect(ZeroSent(host, failure: "no\u{1B}[2J\nway").text == "no\\x1b[2J\n    way")
    }
}
