import Glibc

/// Whether a file's content is somebody's word whom this process has to trust anyway: root's or its own user's.
struct FileTrust {
    let user: uid_t

    /// Judges the file at `path`, every directory above it as it really is, and the one in which its name stands.
    func refusal(of path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        var places = Self.chain(String(cString: real))
        if let parent = realpath(Self.parent(of: path), nil) {
            places += Self.chain(String(cString: parent))
            free(parent)
        }
        for place in places {
            var status = stat()
            guard stat(place, &status) == 0 else { return "\(place) cannot be examined" }
            if let refusal = refusal(of: place, owner: status.st_uid, mode: status.st_mode) { return refusal }
        }
        return nil
    }

    /// - Parameter mode: with the type's bits.
    func refusal(of place: String, owner: uid_t, mode: mode_t) -> String? {
        guard owner == 0 || owner == user else {
            return "\(place) is owned by uid \(owner): only root and uid \(user) are trusted"
        }
        // In a sticky directory such as /tmp nobody can replace another's file.
        let isGuarded = mode & S_IFMT == S_IFDIR && mode & S_ISVTX != 0
        guard mode & (S_IWGRP | S_IWOTH) == 0 || isGuarded else {
            return "\(place) can be written by its group or by anyone: take that right away (chmod go-w)"
        }
        return nil
    }

    /// An absolute path and the directories above it.
    private static func chain(_ path: String) -> [String] {
        var places = [path]
        while let last = places.last, last != "/" { places.append(parent(of: last)) }
        return places
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
