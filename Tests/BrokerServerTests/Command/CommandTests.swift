import BeckonIdentity
import BeckonWire
import BrokerCore
import Foundation
import TestSupport
import Testing

@Suite("beckon", .timeLimit(.minutes(2)))
struct CommandTests {
    private static let transaction = "\(Samples.transaction)"

    @Test(
        "Every command prints for people, and one document a line for programs",
        arguments: [
            (["machine", "list"], "web-01"), (["machine", "show", "web-01"], "web-01"),
            (["executor", "list"], "Runs a command."), (["executor", "list"], "Is on the second page."),
            (["executor", "show", "shell"], "beckon run --on MACHINE shell"),
            (["executor", "show", "tool"], "beckon run --on MACHINE tool"), (["transaction", "list"], transaction),
            (["transaction", "show", transaction], "shell"), (["transaction", "cancel", transaction], "started"),
            (["transaction", "output", transaction], "stored"),
            (["transaction", "output", transaction, "--machine", "web-01"], "stored"),
            (["operator", "list"], "ci    token       operator  role=web  shell      revoked at 2027-01-15T08:00:00.000Z"),
            (["zero", "list"], "from 192.0.2.0/24, names edge-[0-9]+, role=edge, approval"),
            (["zero", "revoke", "\(Samples.zeroCertificate)"], "(edge) is revoked since"),
            (["token", "list"], "role=web"), (["operator", "revoke", "ci"], "operator ci is revoked since"),
            (["token", "revoke", "ci"], "operator ci is revoked since"),
            (["token", "create", "ci", "--role", "viewer"], FakeOperatorService.token),
            (["ca", "status"], "broker: 2 of 3 live machines have its trust bundle"),
            (["ca", "prepare", "broker"], "broker: next is beckon ca prepare broker"),
            (["ca", "activate", "broker", "--leave-behind", "10"], "broker active: 00"),
            (["audit", "list"], "3 2027-01-15T08:00:00.000Z machine.revoked web-03 by operator alice from 192.0.2.7: lost"),
            (["audit", "verify"], "3 rows, none changed, removed or reordered"),
        ])
    func prints(_ arguments: [String], _ expected: String) async throws {
        let service = FakeOperatorService()
        service.set { $0.output = Array("stored".utf8) }
        try await OperatorPlaneUnderTest.run(service) { plane in
            let command = try CommandUnderTest(plane)
            let result = try await command.run(arguments)
            #expect(result.status == 0, "\(result.stderr)")
            #expect(result.text.contains(expected))
            let programs = try await command.run(arguments + ["-o", "json"])
            #expect(programs.status == 0)
            #expect(try !programs.documents.isEmpty)
        }
    }

    @Test("A zero certificate's key is made here and goes into its file alone")
    func zeroCertificate() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let command = try CommandUnderTest(plane)
            let (authority, trust, now) = (plane.identities.acme, plane.identities.trust, plane.identities.now)
            service.set {
                $0.issue = { request in
                    let name = PeerName.zero(subscriber: "acme", id: "\(Samples.zeroCertificate)")
                    let issued = try? authority.issueClient(
                        name, to: CertificateRequest(pem: request.csr), now: now, lifetime: TimeInterval(request.expires ?? 0))
                    return ZeroCertificateResponse(
                        zeroCertificate: Samples.zeroCertificate, name: request.name, expiresAt: Samples.time,
                        certificate: issued?.pem ?? "", trust: trust, brokers: ["https://localhost:7443"],
                        warnings: request.bounds?.warnings)
                }
            }
            let result = try await command.run(
                "zero", "create", "edge", "--out", "zero.pem", "--expires", "1h", "--label", "role=web", "--cidr", "192.0.2.0/24")
            #expect(result.status == 0, "\(result.stderr)")
            #expect(result.stderr.contains("warning: whoever has this file gets role=web"))
            let octets = try DurableFile.readSecret(command.directory.path("zero.pem"))
            let file = try ZeroFile(text: String(decoding: octets, as: UTF8.self))
            #expect(file.brokers == ["https://localhost:7443"])
            #expect(!result.text.contains("PRIVATE KEY"))

            let again = try await command.run("zero", "create", "edge", "--out", "zero.pem")
            #expect(again.status == 70)
            #expect(again.stderr.contains("zero.pem is there already"))
            #expect(try DurableFile.readSecret(command.directory.path("zero.pem")) == octets)
        }
        #expect(service.now.callers.count == 1)
    }

    @Test("A token goes into a profile that nobody else can read, and the profile works")
    func tokenProfile() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let command = try CommandUnderTest(plane)
            let arguments = ["token", "create", "ci", "--role", "operator", "--where", "role=web", "--out", "ci.json"]
            // The broker's authority is what this profile has, and not the sample's.
            let trust = plane.identities.trust
            service.set {
                $0.token = TokenResponse(operator: Samples.operatorView, token: FakeOperatorService.token, trust: trust)
            }
            let result = try await command.run(arguments)
            #expect(result.status == 0, "\(result.stderr)")
            #expect(!result.text.contains(FakeOperatorService.token))
            _ = try DurableFile.readSecret(command.directory.path("ci.json"))
            #expect(try await command.run(arguments).stderr.contains("ci.json is there already"))
            #expect(try await command.run("machine", "list", profile: "ci.json").text.contains("web-01"))
            #expect(service.now.callers.last?.name == "ci")
            #expect(try await command.run("operator", "renew", profile: "ci.json").status == 70)
            #expect(try await command.run("token", "create", "x", "--role", "root").status == 64)
            #expect(try await command.run("token", "create", "x", "--role", "viewer", "--where", "fact.os=x").status == 64)
        }
    }

    @Test("An operator's key is made here, and renewing replaces the profile")
    func operatorProfile() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let command = try CommandUnderTest(plane)
            let (authority, trust, now) = (plane.identities.acme, plane.identities.trust, plane.identities.now)
            service.set {
                $0.certify = { csr in
                    let name = PeerName.operator(subscriber: "acme", name: "eve")
                    let issued = try? authority.issueClient(
                        name, to: CertificateRequest(pem: csr), now: now, lifetime: 3600)
                    return OperatorCertificateResponse(
                        operator: Samples.operatorView, certificate: issued?.pem ?? "", trust: trust)
                }
            }
            let made = try await command.run("operator", "create", "eve", "--role", "viewer", "--out", "eve.json")
            #expect(made.status == 0, "\(made.stderr)")
            let first = try DurableFile.readSecret(command.directory.path("eve.json"))
            #expect(try await command.run("machine", "list", profile: "eve.json").status == 0)
            #expect(try await command.run("operator", "renew", profile: "eve.json").status == 0)
            #expect(try DurableFile.readSecret(command.directory.path("eve.json")) != first)
            #expect(try await command.run("machine", "list", profile: "eve.json").status == 0)
            #expect(service.now.callers.last?.name == "eve")
        }
    }

    @Test("An audit log that was tampered with is found out, and that is 1")
    func tamperedAudit() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let command = try CommandUnderTest(plane)
            let whole = try await command.run("audit", "verify", "-o", "json")
            let head = try #require(try whole.documents.first?["head"]?.stringValue)
            #expect(try await command.run("audit", "verify", "--head", head).status == 0)
            #expect(try await command.run("audit", "verify", "--head", "3").status == 64)

            service.set { $0.audit.remove(at: 1) }
            let removed = try await command.run("audit", "verify")
            #expect(removed.status == 1)
            #expect(removed.stderr.contains("row 3 comes where row 2 should be"))

            service.set { $0.audit = Array(Samples.auditRecords.prefix(2)) }
            let cut = try await command.run("audit", "verify", "--head", head)
            #expect(cut.status == 1)
            #expect(cut.stderr.contains("row 3 was noted: its end was removed"))
        }
    }

    @Test("What the broker refuses is 70 with its reason")
    func refused() async throws {
        let service = FakeOperatorService()
        service.set { $0.refusal = Problem(.invalidParameters, "/command: \u{1B}[31m is missing", hint: "give it") }
        try await OperatorPlaneUnderTest.run(service) { plane in
            let result = try await CommandUnderTest(plane).run("run", "--on", "web-01", "shell", "--", "x")
            #expect(result.status == 70)
            #expect(result.stderr == "beckon: /command: \\x1b[31m is missing\n        hint: give it\n")
        }
    }

    @Test("A broker that is not there is 69, wrong arguments are 64, no profile is 78")
    func failures() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let command = try CommandUnderTest(plane)
            #expect(try await command.run("run", "shell").status == 64)
            #expect(try await command.run("machine", "show", "../x").status == 64)
            #expect(try await command.run("machine", "list", profile: "missing.json").status == 78)
            await plane.shutDown()
            let profile = plane.profile
            let gone = try JSONDecoder().decode([String: String].self, from: Data(WireJSON.encode(profile)))
                .merging(["api": "https://localhost:1"]) { $1 }
            try command.directory.write(String(decoding: try JSONEncoder().encode(gone), as: UTF8.self), to: "gone.json")
            let result = try await command.run("machine", "list", profile: "gone.json")
            #expect(result.status == 69)
            #expect(result.stderr.contains("https://localhost:1"))
        }
    }

    @Test("Help shows what can be typed, and nothing hidden")
    func help() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let result = try await CommandUnderTest(plane).run("run", "--help")
            #expect(result.status == 0)
            #expect(result.text.contains("-- WORD..."))
            #expect(!result.text.contains("command-word"))
        }
    }
}
