import Glibc
import TestSupport
import Testing

@testable import ConfigurationReading

/// Whose word is taken.
@Suite struct ConfigurationFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func aFileIsRead() throws {
        var section = try read(directory.write("name: web-01\n", to: "agent.yaml"))
        #expect(try section.text("name") == "web-01")
    }

    @Test func aFileThatNobodyNamedNeedNotBe() throws {
        try ConfigurationFile(path: directory.path("none.yaml"), isNamed: false).read().end()
        let error = #expect(throws: ConfigurationError.self) { try read(directory.path("none.yaml")) }
        #expect(error?.code == .unreadable)
        #expect(error?.description.hasSuffix("none.yaml: cannot be read: No such file or directory") == true)
    }

    @Test(arguments: [0o620, 0o602, 0o666]) func whatOthersCanWriteIsRefused(_ mode: Int) throws {
        let path = try directory.write("name: web-01\n", to: "agent.yaml")
        chmod(path, mode_t(mode))
        let error = #expect(throws: ConfigurationError.self) { try read(path) }
        #expect(error?.code == .untrusted)
        #expect(error?.message.contains("can be written by its group or by anyone") == true)
    }

    @Test func aDirectoryThatOthersCanWriteIsRefusedWhereverItIs() throws {
        mkdir(directory.path("a"), 0o700)
        mkdir(directory.path("a/b"), 0o700)
        let path = try directory.write("name: web-01\n", to: "a/b/agent.yaml")
        _ = try read(path)
        chmod(directory.path("a"), 0o777)
        let error = #expect(throws: ConfigurationError.self) { try read(path) }
        #expect(error?.code == .untrusted)
        #expect(error?.message.contains("/a can be written") == true)
    }

    @Test func aLinkIsJudgedByWhereItLeadsAndWhereItStands() throws {
        mkdir(directory.path("open"), 0o777)
        chmod(directory.path("open"), 0o777)
        mkdir(directory.path("closed"), 0o700)
        let inClosed = try directory.write("name: web-01\n", to: "closed/agent.yaml")
        let inOpen = try directory.write("name: web-01\n", to: "open/agent.yaml")
        symlink(inOpen, directory.path("closed/to-open.yaml"))
        symlink(inClosed, directory.path("open/to-closed.yaml"))
        symlink(inClosed, directory.path("closed/good.yaml"))
        _ = try read(directory.path("closed/good.yaml"))
        for path in ["closed/to-open.yaml", "open/to-closed.yaml"] {
            let error = #expect(throws: ConfigurationError.self) { try read(directory.path(path)) }
            #expect(error?.code == .untrusted, "\(path)")
        }
    }

    @Test func onlyRootAndThisUserAreTrusted() {
        let trust = FileTrust(user: 1000)
        #expect(trust.refusal(of: "x", owner: 0, mode: S_IFREG | 0o644) == nil)
        #expect(trust.refusal(of: "x", owner: 1000, mode: S_IFREG | 0o600) == nil)
        #expect(
            trust.refusal(of: "x", owner: 1001, mode: S_IFREG | 0o600)
                == "x is owned by uid 1001: only root and uid 1000 are trusted")
        // Nobody can replace another's file in such a directory; a file with that bit is as open as any.
        #expect(trust.refusal(of: "x", owner: 0, mode: S_IFDIR | 0o1777) == nil)
        #expect(trust.refusal(of: "x", owner: 0, mode: S_IFREG | 0o1666) != nil)
    }

    @Test func whatIsNoFileIsRefusedAndNotWaitedFor() throws {
        mkfifo(directory.path("pipe"), 0o600)
        for path in [directory.path, directory.path("pipe"), "/dev/null", "", "a\0b"] {
            let error = #expect(throws: ConfigurationError.self) { try read(path) }
            #expect(error?.code == .unreadable, "\(path)")
        }
    }

    @Test func aFileThatIsTooLargeIsRefused() throws {
        let path = try directory.write(String(repeating: "#", count: (1 << 20) + 1), to: "agent.yaml")
        let error = #expect(throws: ConfigurationError.self) { try read(path) }
        #expect(error?.code == .tooLarge)
    }

    private func read(_ path: String) throws(ConfigurationError) -> ConfigurationSection {
        try ConfigurationFile(path: path, isNamed: true).read()
    }
}
