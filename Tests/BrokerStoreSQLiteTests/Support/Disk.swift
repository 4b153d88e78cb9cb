import CDurabilityVFS
import TestSupport
import Testing

/// A directory on a disk that forgets what was not synced.
final class Disk {
    let directory: TemporaryDirectory
    private let disk: OpaquePointer

    var path: String { directory.path("broker.sqlite") }
    var operations: Int { durability_disk_operations(disk) }
    var isCut: Bool { durability_disk_is_cut(disk) }

    init() throws {
        try #require(durability_vfs_register() == 0)
        directory = try TemporaryDirectory()
        disk = try #require(durability_disk_mount(directory.path))
    }

    deinit { durability_disk_unmount(disk) }

    /// Cuts the power at the `operation`th operation from now.
    func cut(at operation: Int) { durability_disk_cut_at(disk, operation) }

    /// Whether every write fails for lack of room.
    func setFull(_ full: Bool) { durability_disk_set_full(disk, full) }

    /// Leaves what a power cut leaves, and switches the power on. With a seed, some of what was not synced is there all the same.
    func restore(seed: UInt64 = 0) throws { try #require(durability_disk_restore(disk, seed) == 0) }
}
