import BeckonIdentity
import FoundationEssentials

/// The profile that the user's `beckon` takes when it is not told another.
enum UserProfile {
    /// Copies a profile there if none is there. Answers its path; nil where there is one already or it cannot be written, which is no
    /// reason to fail: the data directory has the profile.
    static func copy(of profile: String) -> String? {
        guard let path, !FileManager.default.fileExists(atPath: path) else { return nil }
        do throws(IdentityError) {
            try DurableFile.createDirectory(String(path.dropLast("/profile.json".count)))
            try DurableFile.write(try DurableFile.readSecret(profile), to: path)
            return path
        } catch {
            Diagnostics.write("beckon-broker: no copy of the profile at \(path): \(error)")
            return nil
        }
    }

    private static var path: String? {
        let environment = ProcessInfo.processInfo.environment
        // A relative path there is to be ignored (XDG Base Directory Specification).
        if let directory = environment["XDG_CONFIG_HOME"], directory.hasPrefix("/") { return directory + "/beckon/profile.json" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.config/beckon/profile.json"
    }
}
