import ExecutorKit
import Glibc

/// An account of this machine.
struct UserAccount: Sendable {
    let name: String
    let home: String
    let uid: uid_t
    let gid: gid_t

    /// The account that the agent runs as; nil where it has no entry. Looked up once, as at a login.
    static let current: UserAccount? = try? lookUp { getpwuid_r(geteuid(), $0, $1, $2, $3) }

    /// The account of an instruction's `user`, or nil where the agent runs as that one already.
    static func toSwitchTo(_ name: String) throws -> UserAccount? {
        guard !name.utf8.contains(0), let account = try lookUp({ getpwnam_r(name, $0, $1, $2, $3) }) else {
            throw InstructionRejected("user: this machine has no account \"\(name)\"")
        }
        guard account.uid != geteuid() else { return nil }
        guard geteuid() == 0 else {
            throw InstructionRejected(
                "user: only an agent that runs as root can run as \"\(name)\"; this one is uid \(geteuid())")
        }
        return account
    }

    /// Every group that the account is in.
    func groups() -> [gid_t] {
        var count: Int32 = 64
        while true {
            var groups = [gid_t](repeating: 0, count: Int(count))
            let room = count
            if getgrouplist(name, gid, &groups, &count) >= 0 { return Array(groups.prefix(Int(count))) }
            // It says how many there are; a table that grows meanwhile must still make us take more.
            count = max(count, room * 2)
        }
    }

    private typealias Query = (
        UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32

    private static func lookUp(_ query: Query) throws -> UserAccount? {
        var size = 16 << 10
        while true {
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            var texts = [CChar](repeating: 0, count: size)
            let (code, account) = texts.withUnsafeMutableBufferPointer { buffer -> (Int32, UserAccount?) in
                guard let base = buffer.baseAddress else { return (ENOMEM, nil) }
                let code = query(&entry, base, buffer.count, &found)
                return (code, found == nil ? nil : UserAccount(entry))
            }
            if code == ERANGE && size < 1 << 20 {
                size *= 4
                continue
            }
            guard code == 0 || code == ENOENT else {
                throw InstructionRejected("user: the accounts cannot be read: \(String(cString: strerror(code)))")
            }
            return account
        }
    }

    private init?(_ entry: passwd) {
        guard let name = entry.pw_name, let home = entry.pw_dir else { return nil }
        self.name = String(cString: name)
        self.home = String(cString: home)
        uid = entry.pw_uid
        gid = entry.pw_gid
    }
}
