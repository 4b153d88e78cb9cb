import BeckonIdentity
import Foundation
import TestSupport
import Testing

@Suite struct DurableFileTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func aFileIsReadBackAsWrittenAndBelongsToItsOwnerAlone() throws {
        let path = directory.path("key.pem")
        try DurableFile.write(Array("old".utf8), to: path)
        #expect(try mode(path) == 0o600)
        try DurableFile.write(Array("new, and longer".utf8), to: path)
        #expect(try DurableFile.readSecret(path) == Array("new, and longer".utf8))
        try DurableFile.write([], to: path, mode: 0o644)
        #expect(try DurableFile.read(path).isEmpty)
        #expect(try mode(path) == 0o644)
        #expect(try directory.contents() == ["key.pem"], "no temporary file stays")
    }

    @Test func aCrashBeforeTheRenameLeavesTheOldFile() throws {
        let path = directory.path("key.pem")
        try DurableFile.write(Array("old".utf8), to: path)
        // What a crash leaves: a part of the new content under the temporary name.
        try directory.write("ne", to: ".key.pem.17.tmp")
        #expect(try DurableFile.readSecret(path) == Array("old".utf8))
        try DurableFile.write(Array("new".utf8), to: path)
        #expect(try DurableFile.readSecret(path) == Array("new".utf8))
    }

    @Test func aFailedWriteLeavesTheOldFileAndNothingElse() throws {
        // Renaming a file over a directory fails, after the temporary file was written.
        let path = directory.path("taken")
        try DurableFile.createDirectory(path)
        expectRefusal(.inputOutput) { try DurableFile.write([1], to: path) }
        #expect(try directory.contents() == ["taken"])
    }

    @Test func aSymbolicLinkIsReplacedNotFollowed() throws {
        try directory.write("victim", to: "victim")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("link"), withDestinationPath: directory.path("victim"))
        try DurableFile.write(Array("new".utf8), to: directory.path("link"))
        #expect(try DurableFile.read(directory.path("victim")) == Array("victim".utf8))
        #expect(try DurableFile.read(directory.path("link")) == Array("new".utf8))
    }

    @Test func writingNeedsADirectoryAndAName() {
        expectRefusal(.notFound) { try DurableFile.write([1], to: directory.path("missing/key.pem")) }
        for path in ["", "/", directory.path + "/", directory.path + "/..", directory.path("a\0b")] {
            expectRefusal(.inputOutput) { try DurableFile.write([1], to: path) }
        }
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601])
    func aSecretThatOthersCanReachIsNotRead(_ mode: Int) throws {
        let path = try directory.write("secret", to: "key.pem")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        do throws(IdentityError) {
            _ = try DurableFile.readSecret(path)
            Issue.record("read")
        } catch {
            #expect(error.code == .notPrivate)
            #expect(error.message.contains(path))
            #expect(error.hint == "chmod 600 \(path)")
        }
        #expect(try DurableFile.read(path) == Array("secret".utf8), "what is no secret is read")
    }

    @Test func readingIsBoundedAndOfRegularFilesOnly() throws {
        let path = try directory.write(String(repeating: "x", count: 1000), to: "file")
        #expect(try DurableFile.read(path, limit: 1000).count == 1000)
        expectRefusal(.tooLarge) { _ = try DurableFile.read(path, limit: 999) }
        expectRefusal(.notFound) { _ = try DurableFile.read(directory.path("missing")) }
        expectRefusal(.inputOutput) { _ = try DurableFile.read(directory.path) }
        expectRefusal(.inputOutput) { _ = try DurableFile.read("/dev/zero") }
        #expect(mkfifo(directory.path("pipe"), 0o600) == 0)
        expectRefusal(.inputOutput) { _ = try DurableFile.read(directory.path("pipe")) }
    }

    @Test func aDirectoryIsMadeWithItsParentsAndIsPrivate() throws {
        let path = directory.path("a/b/identity")
        try DurableFile.createDirectory(path + "/")
        #expect(try mode(path) == 0o700)
        #expect(try mode(directory.path("a/b")) == 0o755)
        try DurableFile.createDirectory(path)
    }

    @Test func anOpenDirectoryIsTightenedWhenEmptyAndElseRefused() throws {
        let path = directory.path("data")
        try DurableFile.createDirectory(path, mode: 0o755)
        try DurableFile.createDirectory(path)
        #expect(try mode(path) == 0o700)

        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: path)
        try DurableFile.write([1], to: path + "/file")
        expectRefusal(.notPrivate) { try DurableFile.createDirectory(path) }
        try DurableFile.createDirectory(path, mode: 0o750)
        expectRefusal(.inputOutput) { try DurableFile.createDirectory(path + "/file") }
    }

    @Test func aDirectoryIsLockedByOneAtATime() throws {
        let path = directory.path
        do {
            let lock = try DirectoryLock(directory: path)
            do throws(IdentityError) {
                _ = try DirectoryLock(directory: path)
                Issue.record("locked twice")
            } catch {
                #expect(error.code == .locked)
                #expect(error.message == "another process uses \(path)")
            }
            withExtendedLifetime(lock) {}
        }
        _ = try DirectoryLock(directory: path)
        #expect(try mode(directory.path("lock")) == 0o600)
        expectRefusal(.notFound) { _ = try DirectoryLock(directory: directory.path("missing")) }
    }

    @Test func aLockOfAnotherProcessHoldsUntilThatEnds() throws {
        let path = directory.path
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/env")
        holder.arguments = ["flock", "\(path)/lock", "sh", "-c", "echo held; cat"]
        let (input, output) = (Pipe(), Pipe())
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
        expectRefusal(.locked) { _ = try DirectoryLock(directory: path) }
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
        _ = try DirectoryLock(directory: path)
    }
}
