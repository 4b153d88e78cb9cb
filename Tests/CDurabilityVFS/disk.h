// What a mounted directory holds now, and what it would hold after a power cut. Not thread-safe: the VFS locks.
#ifndef DURABILITY_DISK_H
#define DURABILITY_DISK_H

#include "include/durability_vfs.h"
#include <stddef.h>

/// A write or a truncation that no sync has followed yet.
struct change {
    struct change *next;
    int64_t offset;
    size_t length;
    /// A truncation to `offset` where it is set, and then there are no octets.
    bool truncates;
    unsigned char octets[];
};

/// A file, whatever its name is.
struct inode {
    struct inode *next;
    unsigned char *synced;
    size_t synced_length;
    struct change *first;
    struct change *last;
};

/// A name in the directory: which file it is now, and which one after a power cut. Null is none.
struct entry {
    struct entry *next;
    char *path;
    struct inode *now;
    struct inode *synced;
};

struct durability_disk {
    struct durability_disk *next;
    char *directory;
    struct entry *entries;
    struct inode *inodes;
    long operations;
    /// The operation at which the power goes; 0 is never.
    long cut_at;
    bool cut;
    bool full;
};

/// Whether an operation may happen: counts it, and cuts the power when its turn has come.
bool disk_admit(durability_disk *disk);
struct entry *disk_entry(durability_disk *disk, const char *path);
/// A new file for the entry; where a file is there that nobody saw being made, its octets count as not synced.
void disk_create(durability_disk *disk, struct entry *entry);
void inode_write(struct inode *inode, int64_t offset, const void *octets, size_t length);
void inode_truncate(struct inode *inode, int64_t length);
void inode_sync(struct inode *inode);
/// The directory itself was synced: every name now is what a power cut leaves.
void disk_sync_directory(durability_disk *disk);

#endif
