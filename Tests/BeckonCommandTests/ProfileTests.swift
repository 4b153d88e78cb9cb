@testable import BeckonCommand
import BeckonWire
import Foundation
import TestSupport
import Testing

@Suite struct ProfileTests {
    @Test(
        arguments: [
            ("flag", ["BECKON_PROFILE": "variable", "HOME": "/home/a"], "flag"),
            (nil, ["BECKON_PROFILE": "variable", "HOME": "/home/a"], "variable"),
            (nil, ["BECKON_PROFILE": "", "XDG_CONFIG_HOME": "/xdg", "HOME": "/home/a"], "/xdg/beckon/profile.json"),
            (nil, ["XDG_CONFIG_HOME": "relative", "HOME": "/home/a"], "/home/a/.config/beckon/profile.json"), (nil, [:], nil),
        ] as [(String?, [String: String], String?)])
    func aFlagBeatsTheEnvironmentBeatsTheUsersOwn(_ flag: String?, _ environment: [String: String], _ path: String?) {
        #expect(ProfileLocation.path(flag: flag, environment: environment) == path)
    }

    private let profile = Profile(
        api: "https://localhost:7444", subscriber: "acme", operator: "alice", certificate: "c", key: "k", trust: "t")

    @Test func isReadWhereNobodyElseCanReadIt() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(String(decoding: WireJSON.encode(profile), as: UTF8.self), to: "profile.json")
        #expect(try Profile.read(path) == profile)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect { try Profile.read(path) } throws: {
            guard let failure = $0 as? CommandFailure else { return false }
            return failure.status == ExitStatus.configuration && failure.message.contains(path)
                && failure.hint?.contains("chmod 600") == true
        }
    }

    @Test(arguments: ["{", "{}", #"{"api":"http://x","subscriber":"acme","operator":"a","certificate":"","key":"","trust":""}"#])
    func whatIsNoProfileIsRefused(_ text: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(text, to: "profile.json")
        #expect { try Profile.read(path) } throws: { ($0 as? CommandFailure)?.status == ExitStatus.configuration }
    }

    @Test func aMissingProfileSaysHowToGetOne() throws {
        let directory = try TemporaryDirectory()
        #expect { try Profile.read(directory.path("none")) } throws: {
            ($0 as? CommandFailure)?.hint?.contains("beckon-broker init") == true
        }
    }
}
