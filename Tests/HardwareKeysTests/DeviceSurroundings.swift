import Foundation
import Glibc
import Synchronization
import TestSupport

/// Which device the drivers in this process find.
///
/// They look into variables, and setting one while another thread reads any is not safe: so each is set once, to a path with a link
/// in it, and the link is turned to the device of each test.
final class DeviceSurroundings: Sendable {
    private let links = Mutex<TemporaryDirectory?>(nil)

    func use(_ environment: [String: String]) throws {
        try links.withLock { links in
            let directory = try links ?? TemporaryDirectory()
            let isFirst = links == nil
            links = directory
            for (name, value) in environment {
                guard let slash = value.firstIndex(of: "/"), let last = value.lastIndex(of: "/") else {
                    if isFirst { setenv(name, value, 1) }
                    continue
                }
                let link = directory.path(name)
                try? FileManager.default.removeItem(atPath: link)
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: String(value[slash..<last]))
                if isFirst { setenv(name, value[..<slash] + link + value[last...], 1) }
            }
        }
    }
}
