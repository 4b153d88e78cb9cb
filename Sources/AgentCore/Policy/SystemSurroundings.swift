package import BeckonWire
import Glibc

/// The accounts and the time zone of this system.
package struct SystemSurroundings: PolicySurroundings {
    package let ownUser: UInt32

    package init(ownUser: UInt32 = geteuid()) {
        self.ownUser = ownUser
        // `localtime_r` need not read the time zone by itself (POSIX).
        tzset()
    }

    package func uid(ofAccount name: String) -> UInt32? {
        guard !name.utf8.contains(0) else { return nil }
        return Self.entry({ getpwnam_r(name, $0, $1, $2, $3) }, \.pw_uid)
    }

    package func account(ofUID uid: UInt32) -> String? {
        Self.entry({ getpwuid_r(uid, $0, $1, $2, $3) }, { $0.pw_name.map { String(cString: $0) } }) ?? nil
    }

    package func localOffset(at time: Timestamp) -> Int {
        var seconds = time_t(time.milliseconds / 1000)
        var local = tm()
        return localtime_r(&seconds, &local) == nil ? 0 : local.tm_gmtoff
    }

    private typealias Query = (
        UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32

    /// Nil where there is none, or the accounts cannot be read: a name that is not known is in doubt everywhere.
    private static func entry<Value>(_ query: Query, _ value: (passwd) -> Value) -> Value? {
        var size = 16 << 10
        while size <= 1 << 20 {
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            var texts = [CChar](repeating: 0, count: size)
            let (code, answer) = texts.withUnsafeMutableBufferPointer { buffer -> (Int32, Value?) in
                guard let base = buffer.baseAddress else { return (ENOMEM, nil) }
                let code = query(&entry, base, buffer.count, &found)
                return (code, found == nil ? nil : value(entry))
            }
            guard code == ERANGE else { return answer }
            size *= 4
        }
        return nil
    }
}
