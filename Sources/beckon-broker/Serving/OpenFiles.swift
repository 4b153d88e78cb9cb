import Glibc

/// How many files, and so connections, this process may have open.
enum OpenFiles {
    /// Raises the limit to the highest that the system grants, and answers it.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        let current = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        let reached = setrlimit(resource, &limit) == 0 ? limit.rlim_max : current
        return Int(clamping: reached)
    }
}
