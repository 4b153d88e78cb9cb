#define _GNU_SOURCE
#include "disk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What one sector of a disk holds: a write is cut off at a multiple of it.
enum { sector = 512 };

bool disk_admit(durability_disk *disk) {
    if (disk->cut) return false;
    disk->operations++;
    if (disk->cut_at != 0 && disk->operations >= disk->cut_at) disk->cut = true;
    return !disk->cut;
}

struct entry *disk_entry(durability_disk *disk, const char *path) {
    for (struct entry *entry = disk->entries; entry; entry = entry->next)
        if (strcmp(entry->path, path) == 0) return entry;
    struct entry *entry = calloc(1, sizeof *entry);
    entry->path = strdup(path);
    entry->next = disk->entries;
    disk->entries = entry;
    return entry;
}

static unsigned char *contents(const char *path, size_t *length) {
    *length = 0;
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    unsigned char *octets = NULL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    if (size > 0) {
        octets = malloc((size_t)size);
        *length = fread(octets, 1, (size_t)size, file);
    }
    fclose(file);
    return octets;
}

void disk_create(durability_disk *disk, struct entry *entry) {
    struct inode *inode = calloc(1, sizeof *inode);
    inode->next = disk->inodes;
    disk->inodes = inode;
    entry->now = inode;
    size_t length;
    unsigned char *octets = contents(entry->path, &length);
    if (length > 0) inode_write(inode, 0, octets, length);
    free(octets);
}

static void remember(struct inode *inode, struct change *change) {
    change->next = NULL;
    if (inode->last) inode->last->next = change; else inode->first = change;
    inode->last = change;
}

void inode_write(struct inode *inode, int64_t offset, const void *octets, size_t length) {
    struct change *change = malloc(sizeof *change + length);
    *change = (struct change){.offset = offset, .length = length};
    memcpy(change->octets, octets, length);
    remember(inode, change);
}

void inode_truncate(struct inode *inode, int64_t length) {
    struct change *change = malloc(sizeof *change);
    *change = (struct change){.offset = length, .truncates = true};
    remember(inode, change);
}

static void resize(struct inode *inode, size_t length) {
    inode->synced = realloc(inode->synced, length ? length : 1);
    if (length > inode->synced_length) memset(inode->synced + inode->synced_length, 0, length - inode->synced_length);
    inode->synced_length = length;
}

static void apply(struct inode *inode, const struct change *change, size_t length) {
    if (change->truncates) {
        resize(inode, (size_t)change->offset);
        return;
    }
    size_t end = (size_t)change->offset + length;
    if (end > inode->synced_length) resize(inode, end);
    memcpy(inode->synced + change->offset, change->octets, length);
}

static void forget_changes(struct inode *inode) {
    for (struct change *change = inode->first, *next; change; change = next) {
        next = change->next;
        free(change);
    }
    inode->first = inode->last = NULL;
}

void inode_sync(struct inode *inode) {
    for (struct change *change = inode->first; change; change = change->next) apply(inode, change, change->length);
    forget_changes(inode);
}

void disk_sync_directory(durability_disk *disk) {
    for (struct entry *entry = disk->entries; entry; entry = entry->next) entry->synced = entry->now;
}

// SplitMix64 (https://prng.di.unimi.it/splitmix64.c); 0 stays 0, which keeps nothing.
static uint64_t next_random(uint64_t *seed) {
    uint64_t mixed = (*seed += 0x9E3779B97F4A7C15);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

static void keep_some(struct inode *inode, uint64_t *seed) {
    for (struct change *change = inode->first; change; change = change->next) {
        uint64_t luck = next_random(seed);
        if (luck & 1) continue;
        size_t length = change->length;
        if ((luck & 6) == 0) length = (size_t)((luck >> 3) % (length / sector + 1)) * sector;
        apply(inode, change, length);
    }
}

static int write_out(const char *path, const struct inode *inode) {
    FILE *file = fopen(path, "wb");
    if (!file) return errno;
    size_t written = inode->synced_length ? fwrite(inode->synced, 1, inode->synced_length, file) : 0;
    return fclose(file) == 0 && written == inode->synced_length ? 0 : EIO;
}

static int restore(struct entry *entry, uint64_t *seed) {
    if (*seed && entry->now != entry->synced && next_random(seed) & 1) entry->synced = entry->now;
    struct inode *inode = entry->synced;
    entry->now = inode;
    // The index of the log is shared memory: it is gone, and SQLite makes it anew.
    char *index = NULL;
    if (asprintf(&index, "%s-shm", entry->path) < 0) return ENOMEM;
    unlink(index);
    free(index);
    if (!inode) return unlink(entry->path) == 0 || errno == ENOENT ? 0 : errno;
    if (*seed) keep_some(inode, seed);
    forget_changes(inode);
    return write_out(entry->path, inode);
}

int durability_disk_restore(durability_disk *disk, uint64_t seed) {
    for (struct entry *entry = disk->entries; entry; entry = entry->next) {
        int failure = restore(entry, &seed);
        if (failure) return failure;
    }
    disk->cut = false;
    disk->cut_at = 0;
    return 0;
}
