#define _GNU_SOURCE
#include "disk.h"

#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// One lock for everything. Recursive: the real VFS calls `directory_opened` from within a sync.
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static durability_disk *disks;
static sqlite3_vfs *real;
static int (*real_open_directory)(const char *, int *);

/// An open file. The real VFS's file follows it in memory.
struct file {
    sqlite3_file base;
    durability_disk *disk;
    struct inode *inode;
};

static sqlite3_file *inner(sqlite3_file *file) { return (sqlite3_file *)((struct file *)file + 1); }

static durability_disk *disk_of(const char *path) {
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (!slash) return NULL;
    size_t length = (size_t)(slash - path);
    for (durability_disk *disk = disks; disk; disk = disk->next)
        if (strlen(disk->directory) == length && memcmp(disk->directory, path, length) == 0) return disk;
    return NULL;
}

// MARK: Changes of a file

static int file_write(sqlite3_file *base, const void *octets, int length, sqlite3_int64 offset) {
    struct file *file = (struct file *)base;
    if (!file->disk) return inner(base)->pMethods->xWrite(inner(base), octets, length, offset);
    pthread_mutex_lock(&lock);
    int code = file->disk->full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    if (!file->disk->full && disk_admit(file->disk)) {
        code = inner(base)->pMethods->xWrite(inner(base), octets, length, offset);
        if (code == SQLITE_OK) inode_write(file->inode, offset, octets, (size_t)length);
    }
    pthread_mutex_unlock(&lock);
    return code;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 length) {
    struct file *file = (struct file *)base;
    if (!file->disk) return inner(base)->pMethods->xTruncate(inner(base), length);
    pthread_mutex_lock(&lock);
    int code = SQLITE_IOERR_TRUNCATE;
    if (disk_admit(file->disk)) {
        code = inner(base)->pMethods->xTruncate(inner(base), length);
        if (code == SQLITE_OK) inode_truncate(file->inode, length);
    }
    pthread_mutex_unlock(&lock);
    return code;
}

static int file_sync(sqlite3_file *base, int flags) {
    struct file *file = (struct file *)base;
    if (!file->disk) return inner(base)->pMethods->xSync(inner(base), flags);
    pthread_mutex_lock(&lock);
    int code = SQLITE_IOERR_FSYNC;
    if (disk_admit(file->disk)) {
        code = inner(base)->pMethods->xSync(inner(base), flags);
        if (code == SQLITE_OK) inode_sync(file->inode);
    }
    pthread_mutex_unlock(&lock);
    return code;
}

// MARK: What passes through

static int file_close(sqlite3_file *f) { return inner(f)->pMethods->xClose(inner(f)); }
static int file_read(sqlite3_file *f, void *to, int length, sqlite3_int64 offset) {
    return inner(f)->pMethods->xRead(inner(f), to, length, offset);
}
static int file_size(sqlite3_file *f, sqlite3_int64 *size) { return inner(f)->pMethods->xFileSize(inner(f), size); }
static int file_lock(sqlite3_file *f, int level) { return inner(f)->pMethods->xLock(inner(f), level); }
static int file_unlock(sqlite3_file *f, int level) { return inner(f)->pMethods->xUnlock(inner(f), level); }
static int file_reserved(sqlite3_file *f, int *out) { return inner(f)->pMethods->xCheckReservedLock(inner(f), out); }
static int file_control(sqlite3_file *f, int op, void *arg) { return inner(f)->pMethods->xFileControl(inner(f), op, arg); }
static int file_sector_size(sqlite3_file *f) { return inner(f)->pMethods->xSectorSize(inner(f)); }
static int file_characteristics(sqlite3_file *f) { return inner(f)->pMethods->xDeviceCharacteristics(inner(f)); }
static int shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return inner(f)->pMethods->xShmMap(inner(f), page, size, extend, out);
}
static int shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    return inner(f)->pMethods->xShmLock(inner(f), offset, n, flags);
}
static void shm_barrier(sqlite3_file *f) { inner(f)->pMethods->xShmBarrier(inner(f)); }
static int shm_unmap(sqlite3_file *f, int delete) { return inner(f)->pMethods->xShmUnmap(inner(f), delete); }

// Version 2: without xFetch, so that no write goes around xWrite through mapped memory.
static const sqlite3_io_methods methods = {
    .iVersion = 2, .xClose = file_close, .xRead = file_read, .xWrite = file_write, .xTruncate = file_truncate,
    .xSync = file_sync, .xFileSize = file_size, .xLock = file_lock, .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved, .xFileControl = file_control, .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics, .xShmMap = shm_map, .xShmLock = shm_lock, .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

// MARK: Directory entries

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out_flags) {
    (void)vfs;
    struct file *file = (struct file *)base;
    memset(file, 0, sizeof *file);
    pthread_mutex_lock(&lock);
    durability_disk *disk = disk_of(path);
    bool creates = disk && flags & SQLITE_OPEN_CREATE && access(path, F_OK) != 0;
    int code = SQLITE_CANTOPEN;
    if (!creates || disk_admit(disk)) {
        code = real->xOpen(real, path, inner(base), flags, out_flags);
        if (code == SQLITE_OK && disk) {
            struct entry *entry = disk_entry(disk, path);
            if (!entry->now) disk_create(disk, entry);
            file->disk = disk;
            file->inode = entry->now;
        }
    }
    // SQLite closes a file that has methods, even where opening it failed.
    if (inner(base)->pMethods) file->base.pMethods = &methods;
    pthread_mutex_unlock(&lock);
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_directory) {
    (void)vfs;
    pthread_mutex_lock(&lock);
    durability_disk *disk = disk_of(path);
    int code = SQLITE_IOERR_DELETE;
    if (!disk) {
        code = real->xDelete(real, path, sync_directory);
    } else if (disk_admit(disk)) {
        // First, since the real one may sync the directory.
        struct entry *entry = disk_entry(disk, path);
        struct inode *inode = entry->now;
        entry->now = NULL;
        code = real->xDelete(real, path, sync_directory);
        if (code != SQLITE_OK && code != SQLITE_IOERR_DELETE_NOENT) entry->now = inode;
    }
    pthread_mutex_unlock(&lock);
    return code;
}

/// The real VFS opens a directory to sync it, and for nothing else.
static int directory_opened(const char *path, int *descriptor) {
    int code = real_open_directory(path, descriptor);
    pthread_mutex_lock(&lock);
    durability_disk *disk = disk_of(path);
    if (code == SQLITE_OK && disk) disk_sync_directory(disk);
    pthread_mutex_unlock(&lock);
    return code;
}

static int vfs_access(sqlite3_vfs *v, const char *path, int flags, int *out) {
    (void)v;
    return real->xAccess(real, path, flags, out);
}
static int vfs_full_path(sqlite3_vfs *v, const char *path, int size, char *out) {
    (void)v;
    return real->xFullPathname(real, path, size, out);
}
static int vfs_randomness(sqlite3_vfs *v, int size, char *out) { (void)v; return real->xRandomness(real, size, out); }
static int vfs_sleep(sqlite3_vfs *v, int microseconds) { (void)v; return real->xSleep(real, microseconds); }
static int vfs_time(sqlite3_vfs *v, double *out) { (void)v; return real->xCurrentTime(real, out); }
static int vfs_time64(sqlite3_vfs *v, sqlite3_int64 *out) { (void)v; return real->xCurrentTimeInt64(real, out); }
static int vfs_last_error(sqlite3_vfs *v, int size, char *out) { (void)v; return real->xGetLastError(real, size, out); }

static sqlite3_vfs vfs = {
    .iVersion = 2, .zName = "durability", .xOpen = vfs_open, .xDelete = vfs_delete, .xAccess = vfs_access,
    .xFullPathname = vfs_full_path, .xRandomness = vfs_randomness, .xSleep = vfs_sleep, .xCurrentTime = vfs_time,
    .xGetLastError = vfs_last_error, .xCurrentTimeInt64 = vfs_time64,
};

int durability_vfs_register(void) {
    int code = sqlite3_initialize();
    if (code != SQLITE_OK) return code;
    pthread_mutex_lock(&lock);
    if (!real) {
        real = sqlite3_vfs_find(NULL);
        vfs.mxPathname = real->mxPathname;
        vfs.szOsFile = (int)sizeof(struct file) + real->szOsFile;
        real_open_directory = (int (*)(const char *, int *))real->xGetSystemCall(real, "openDirectory");
        code = real->xSetSystemCall(real, "openDirectory", (sqlite3_syscall_ptr)directory_opened);
        if (code == SQLITE_OK) code = sqlite3_vfs_register(&vfs, 1);
    }
    pthread_mutex_unlock(&lock);
    return code;
}

// MARK: Disks

durability_disk *durability_disk_mount(const char *directory) {
    char *path = realpath(directory, NULL);
    DIR *stream = path ? opendir(path) : NULL;
    if (!stream) {
        free(path);
        return NULL;
    }
    durability_disk *disk = calloc(1, sizeof *disk);
    disk->directory = path;
    pthread_mutex_lock(&lock);
    for (struct dirent *found; (found = readdir(stream));) {
        if (found->d_name[0] == '.') continue;
        char file[PATH_MAX];
        snprintf(file, sizeof file, "%s/%s", path, found->d_name);
        struct entry *entry = disk_entry(disk, file);
        disk_create(disk, entry);
        inode_sync(entry->now);
    }
    disk_sync_directory(disk);
    disk->next = disks;
    disks = disk;
    pthread_mutex_unlock(&lock);
    closedir(stream);
    return disk;
}

void durability_disk_unmount(durability_disk *disk) {
    pthread_mutex_lock(&lock);
    for (durability_disk **link = &disks; *link; link = &(*link)->next) {
        if (*link != disk) continue;
        *link = disk->next;
        break;
    }
    pthread_mutex_unlock(&lock);
    for (struct entry *entry = disk->entries, *next; entry; entry = next) {
        next = entry->next;
        free(entry->path);
        free(entry);
    }
    for (struct inode *inode = disk->inodes, *next; inode; inode = next) {
        next = inode->next;
        inode_sync(inode);
        free(inode->synced);
        free(inode);
    }
    free(disk->directory);
    free(disk);
}

long durability_disk_operations(durability_disk *disk) {
    pthread_mutex_lock(&lock);
    long operations = disk->operations;
    pthread_mutex_unlock(&lock);
    return operations;
}

void durability_disk_cut_at(durability_disk *disk, long operation) {
    pthread_mutex_lock(&lock);
    disk->cut_at = disk->operations + operation;
    pthread_mutex_unlock(&lock);
}

bool durability_disk_is_cut(durability_disk *disk) {
    pthread_mutex_lock(&lock);
    bool cut = disk->cut;
    pthread_mutex_unlock(&lock);
    return cut;
}

void durability_disk_set_full(durability_disk *disk, bool full) {
    pthread_mutex_lock(&lock);
    disk->full = full;
    pthread_mutex_unlock(&lock);
}
