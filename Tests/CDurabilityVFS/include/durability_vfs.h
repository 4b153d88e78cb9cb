// A disk that forgets what was not synced, for tests of what a power cut does to SQLite.
//
// It is an SQLite VFS around the default one. Everything is written through; beside that, for each file under a mounted
// directory, it knows which octets and which directory entry a power cut would leave: those of the last sync.
// `durability_disk_restore` puts the directory into that state. Files elsewhere are none of its business, so tests with
// directories of their own run at once.
#ifndef DURABILITY_VFS_H
#define DURABILITY_VFS_H

#include <stdbool.h>
#include <stdint.h>

/// One mounted directory. Made by `durability_disk_mount`, freed by `durability_disk_unmount`.
typedef struct durability_disk durability_disk;

/// Makes the VFS SQLite's default in this process. Later calls do nothing. Returns an SQLite result code.
int durability_vfs_register(void);

/// Watches an existing directory from now on; the files in it count as synced. Returns null where it is no directory.
durability_disk *_Nullable durability_disk_mount(const char *_Nonnull directory);

/// Forgets the directory. No database in it may be open.
void durability_disk_unmount(durability_disk *_Nonnull disk);

/// Writes, truncations, syncs, creations and deletions so far.
long durability_disk_operations(durability_disk *_Nonnull disk);

/// Cuts the power at the `operation`th operation from now (1 is the next): it and all later ones fail and do nothing.
void durability_disk_cut_at(durability_disk *_Nonnull disk, long operation);

/// Whether the power is cut.
bool durability_disk_is_cut(durability_disk *_Nonnull disk);

/// While `full`, every write fails with SQLITE_FULL and does nothing.
void durability_disk_set_full(durability_disk *_Nonnull disk, bool full);

/// Leaves the directory as a power cut at this moment would, and switches the power on. No database in it may be open.
///
/// With seed 0 everything since the last sync of each file is lost. With another seed some of it is kept, chosen by the seed:
/// whole writes or their first sectors, in any combination, since a disk owes no order to what was not synced. Returns 0, or
/// errno.
int durability_disk_restore(durability_disk *_Nonnull disk, uint64_t seed);

#endif
