import Foundation

/// A PKCS #11 module whose tokens are directories, in one of its own.
package final class SoftHSM: Sendable {
    package static let missing = DebianPackages.install(["softhsm2"])
    package static let module = "/usr/lib/softhsm/libsofthsm2.so"
    package static let pin = "1234-user"

    private let directory: TemporaryDirectory
    package let pinFile: String
    /// What a process needs to find these tokens.
    package var environment: [String: String] { ["SOFTHSM2_CONF": directory.path("softhsm2.conf")] }

    package init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path("tokens"), withIntermediateDirectories: false)
        try directory.write("directories.tokendir = \(directory.path("tokens"))\n", to: "softhsm2.conf")
        pinFile = try directory.write(Self.pin + "\n", to: "pin")
    }

    package func makeToken(_ label: String) throws {
        try utility(["--init-token", "--free", "--label", label, "--pin", Self.pin, "--so-pin", "5678-officer"])
    }

    package func deleteToken(_ label: String) throws { try utility(["--delete-token", "--token", label]) }

    /// Puts a key of an admin's into a token.
    package func importKey(_ pem: String, token: String, label: String, id: String) throws {
        let file = try directory.write(pem, to: "import.pem")
        try utility(["--import", file, "--token", token, "--label", label, "--id", id, "--pin", Self.pin])
    }

    package func reference(_ token: String, key: String = "") -> String {
        "pkcs11:token=\(token)\(key)?module-path=\(Self.module)&pin-source=file:\(pinFile)"
    }

    package func writePIN(_ pin: String) throws { try directory.write(pin, to: "pin") }

    /// How many objects there are in all tokens: two for a pair of keys.
    package func objects() throws -> Int {
        let tokens = directory.path("tokens")
        let files = FileManager.default.enumerator(atPath: tokens)?.compactMap { $0 as? String } ?? []
        return files.count { $0.hasSuffix(".object") && !$0.hasSuffix("token.object") }
    }

    /// Takes the tokens out of the machine, or puts them back.
    package func setPluggedIn(_ isPluggedIn: Bool) throws {
        let (tokens, away) = (directory.path("tokens"), directory.path("away"))
        if isPluggedIn {
            try FileManager.default.removeItem(atPath: tokens)
            try FileManager.default.moveItem(atPath: away, toPath: tokens)
        } else {
            try FileManager.default.moveItem(atPath: tokens, toPath: away)
            try FileManager.default.createDirectory(atPath: tokens, withIntermediateDirectories: false)
        }
    }

    private func utility(_ arguments: [String]) throws {
        try DeviceTool.run("/usr/bin/softhsm2-util", arguments, environment: environment)
    }
}
