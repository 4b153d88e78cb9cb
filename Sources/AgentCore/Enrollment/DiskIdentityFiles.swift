package import BeckonIdentity
import Glibc

/// The files in the agent's data directory.
package struct DiskIdentityFiles: IdentityFiles {
    private let directory: String

    package init(directory: String) {
        self.directory = directory
    }

    package func read(_ name: String, secret: Bool) throws(IdentityError) -> [UInt8]? {
        do {
            return secret ? try DurableFile.readSecret(path(name)) : try DurableFile.read(path(name))
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    package func replace(_ name: String, with octets: [UInt8]) throws(IdentityError) {
        try DurableFile.write(octets, to: path(name), mode: 0o600)
    }

    package func remove(_ name: String) throws(IdentityError) {
        guard unlink(path(name)) == 0 else {
            if errno == ENOENT { return }
            throw IdentityError(.inputOutput, "cannot remove \(path(name)): \(OpenFile.reason())")
        }
        try DurableFile.synchronize(directory: directory)
    }

    private func path(_ name: String) -> String { directory + "/" + name }
}
