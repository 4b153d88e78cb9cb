import Foundation

/// Debian packages that some tests need and the build does not. A test's own set-up installs them; where that is not possible, the
/// test says why it does not run.
package enum DebianPackages {
    /// Installs what is missing. Nil when all is there, else why not.
    package static func install(_ packages: [String]) -> String? {
        let missing = packages.filter { !isInstalled($0) }
        guard !missing.isEmpty else { return nil }
        guard getuid() == 0 else {
            return "not installed, and only root can: apt-get install \(missing.joined(separator: " "))"
        }
        let options = ["-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
        if run("/usr/bin/apt-get", ["install"] + options + missing) == 0 { return nil }
        // A list of packages that is too old, or none at all.
        _ = run("/usr/bin/apt-get", ["update", "-qq"])
        guard run("/usr/bin/apt-get", ["install"] + options + missing) == 0 else {
            return "cannot be installed: \(missing.joined(separator: " "))"
        }
        return nil
    }

    private static func isInstalled(_ package: String) -> Bool {
        FileManager.default.fileExists(atPath: "/var/lib/dpkg/info/\(package).list")
            || FileManager.default.fileExists(atPath: "/var/lib/dpkg/info/\(package):amd64.list")
            || FileManager.default.fileExists(atPath: "/var/lib/dpkg/info/\(package):arm64.list")
    }

    private static func run(_ program: String, _ arguments: [String]) -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["DEBIAN_FRONTEND": "noninteractive"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }
}
