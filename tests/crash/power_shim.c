// A disk that loses power, or fails: preloaded into a program (LD_PRELOAD), for the files under one folder.
//
//   SHIM_FOLDER=PATH       files below this path are on the simulated disk; all others are left alone
//   SHIM_SEED=N            for the random choices
//   SHIM_CRASH_AT=N        at the N-th operation the power goes: every 512-byte sector that was written since the last
//                          fsync of its file becomes one of its versions, old or new, each on its own; a file gets one
//                          of its sizes; a name made or removed since the last fsync of the folder may not be; exit 99
//   SHIM_LIE=1             fsync says yes and does nothing: a positive control, for the tests must then fail
//   SHIM_FAIL_AT=N         the N-th operation fails
//   SHIM_FAIL_ERRNO=N      with this errno (28 ENOSPC, 5 EIO); a full disk first takes half of what it is given
//   SHIM_FAIL_ALL=1        so do all later ones
//
// An operation is a write, truncation, fsync or removal of a file on the disk, or making one. SQLite's `-shm` file is
// no part of a disk's promise (it is rebuilt), so it takes part only in failures. One thread only.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { kSector = 512, kMaxFiles = 16, kMaxDescriptors = 1024 };

// The versions of one sector since the last fsync; the first is what the disk is known to hold.
struct Sector {
  off_t number;
  int count;
  uint8_t (*versions)[kSector];
};

// A file, by name. Where the name is used again after a removal, it is another File.
struct File {
  char path[PATH_MAX];
  char grave[PATH_MAX];  // a second link to a removed file, until the folder is synced; "" where there is none
  int used;
  int on_disk;           // not a -shm file
  int fresh;             // its name was made since the last fsync of the folder
  int sector_count;
  struct Sector* sectors;
  int size_count;
  off_t* sizes;          // since the last fsync; the first is what the disk is known to hold
};

static struct File files[kMaxFiles];
static int file_of_descriptor[kMaxDescriptors];  // index + 1
static char folder_of_descriptor[kMaxDescriptors];

static char folder[PATH_MAX];
static long crash_at, fail_at, operations;
static int lie, fail_errno, fail_all;
static int fail_next;  // a write was cut short; the rest of it has to fail
static uint64_t random_state;

static int (*real_open)(const char*, int, ...);
static int (*real_close)(int);
static ssize_t (*real_pwrite)(int, const void*, size_t, off_t);
static ssize_t (*real_write)(int, const void*, size_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char*);

static long number_of(const char* name) {
  const char* text = getenv(name);
  return text == NULL ? 0 : strtol(text, NULL, 10);
}

static uint64_t next_random(void) {  // splitmix64
  uint64_t z = (random_state += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

static int one_of(int count) { return (int)(next_random() % (uint64_t)count); }

__attribute__((constructor)) static void start(void) {
  *(void**)&real_open = dlsym(RTLD_NEXT, "open64");
  *(void**)&real_close = dlsym(RTLD_NEXT, "close");
  *(void**)&real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  *(void**)&real_write = dlsym(RTLD_NEXT, "write");
  *(void**)&real_fsync = dlsym(RTLD_NEXT, "fsync");
  *(void**)&real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  *(void**)&real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  *(void**)&real_unlink = dlsym(RTLD_NEXT, "unlink");
  const char* path = getenv("SHIM_FOLDER");
  if (path == NULL || realpath(path, folder) == NULL) {
    fputs("power_shim: SHIM_FOLDER is missing\n", stderr);
    _exit(98);
  }
  crash_at = number_of("SHIM_CRASH_AT");
  fail_at = number_of("SHIM_FAIL_AT");
  fail_errno = (int)number_of("SHIM_FAIL_ERRNO");
  fail_all = (int)number_of("SHIM_FAIL_ALL");
  lie = (int)number_of("SHIM_LIE");
  random_state = (uint64_t)number_of("SHIM_SEED");
}

// Says how far the program went, for whoever looks for an N that is never reached.
__attribute__((destructor)) static void end(void) {
  for (int i = 0; i < kMaxFiles; ++i) {
    if (files[i].grave[0] != '\0') real_unlink(files[i].grave);
  }
  fprintf(stderr, "OPERATIONS %ld\n", operations);
}

static int is_ours(const char* path) {
  const size_t length = strlen(folder);
  return length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/';
}

static int ends_with(const char* text, const char* end) {
  const size_t length = strlen(text);
  return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static struct File* file_of(int descriptor) {
  if (descriptor < 0 || descriptor >= kMaxDescriptors || file_of_descriptor[descriptor] == 0) return NULL;
  return &files[file_of_descriptor[descriptor] - 1];
}

static struct File* find_file(const char* path) {
  for (int i = 0; i < kMaxFiles; ++i) {
    if (files[i].used && files[i].grave[0] == '\0' && strcmp(files[i].path, path) == 0) return &files[i];
  }
  return NULL;
}

static struct File* add_file(const char* path, int fresh) {
  for (int i = 0; i < kMaxFiles; ++i) {
    struct File* file = &files[i];
    if (file->used) continue;
    memset(file, 0, sizeof *file);
    file->used = 1;
    file->on_disk = !ends_with(path, "-shm");
    file->fresh = fresh;
    snprintf(file->path, sizeof file->path, "%s", path);
    return file;
  }
  fputs("power_shim: too many files\n", stderr);
  _exit(98);
}

static void forget_versions(struct File* file) {
  for (int i = 0; i < file->sector_count; ++i) free(file->sectors[i].versions);
  free(file->sectors);
  free(file->sizes);
  file->sectors = NULL;
  file->sizes = NULL;
  file->sector_count = file->size_count = 0;
}

static off_t size_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

static void note_size(struct File* file, off_t size) {
  file->sizes = realloc(file->sizes, sizeof(off_t) * (size_t)(file->size_count + 1));
  file->sizes[file->size_count++] = size;
}

static struct Sector* sector_of(struct File* file, off_t number) {
  for (int i = 0; i < file->sector_count; ++i) {
    if (file->sectors[i].number == number) return &file->sectors[i];
  }
  file->sectors = realloc(file->sectors, sizeof(struct Sector) * (size_t)(file->sector_count + 1));
  struct Sector* sector = &file->sectors[file->sector_count++];
  *sector = (struct Sector){number, 0, NULL};
  return sector;
}

// Keeps what these sectors hold now as a further version; `first_only` where they are about to be written.
static void note_sectors(int descriptor, struct File* file, off_t offset, size_t length, int first_only) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);  // the program may have opened it for writing only
  const int reader = real_open(name, O_RDONLY);
  for (off_t number = offset / kSector; number * kSector < offset + (off_t)length; ++number) {
    struct Sector* sector = sector_of(file, number);
    if (first_only && sector->count > 0) continue;
    sector->versions = realloc(sector->versions, (size_t)(sector->count + 1) * kSector);
    uint8_t* version = sector->versions[sector->count++];
    memset(version, 0, kSector);
    if (pread(reader, version, kSector, number * kSector) < 0) memset(version, 0, kSector);
  }
  real_close(reader);
}

static void lose_power_of(struct File* file) {
  const int removed = file->grave[0] != '\0';
  const int fd = real_open(removed ? file->grave : file->path, O_RDWR);
  if (fd < 0) return;
  for (int i = 0; i < file->sector_count; ++i) {
    struct Sector* sector = &file->sectors[i];
    real_pwrite(fd, sector->versions[one_of(sector->count)], kSector, sector->number * kSector);
  }
  if (file->size_count > 0) real_ftruncate(fd, file->sizes[one_of(file->size_count)]);
  real_close(fd);
  if (removed) {
    // The removal may not have reached the disk; a new file of that name says that it did.
    if (one_of(2) == 0 && access(file->path, F_OK) != 0) rename(file->grave, file->path);
    real_unlink(file->grave);
  } else if (file->fresh && one_of(2) == 0) {
    real_unlink(file->path);
  }
}

static void lose_power(void) {
  for (int i = 0; i < kMaxFiles; ++i) {
    if (files[i].used && files[i].on_disk && files[i].grave[0] == '\0') lose_power_of(&files[i]);
  }
  for (int i = 0; i < kMaxFiles; ++i) {
    if (files[i].used && files[i].on_disk && files[i].grave[0] != '\0') lose_power_of(&files[i]);
  }
  _exit(99);
}

// Counts an operation on `file`; true if it has to fail.
static int count(const struct File* file) {
  if (fail_at == 0 && !file->on_disk) return 0;
  ++operations;
  if (operations == crash_at) lose_power();
  const int failing = fail_next || (fail_at > 0 && (operations == fail_at || (operations > fail_at && fail_all)));
  errno = failing ? fail_errno : errno;
  return failing;
}

static int note_open(const char* path, int flags, int existed, int descriptor) {
  if (descriptor < 0 || descriptor >= kMaxDescriptors) return descriptor;
  file_of_descriptor[descriptor] = 0;
  folder_of_descriptor[descriptor] = 0;
  char full[PATH_MAX];
  if (realpath(path, full) == NULL) return descriptor;
  if (strcmp(full, folder) == 0) folder_of_descriptor[descriptor] = 1;
  if (!is_ours(full)) return descriptor;
  struct File* file = find_file(full);
  if (file == NULL) file = add_file(full, !existed && (flags & O_CREAT) != 0);
  file_of_descriptor[descriptor] = (int)(file - files) + 1;
  return descriptor;
}

static int open_here(const char* path, int flags, mode_t mode) {
  if (real_open == NULL) *(void**)&real_open = dlsym(RTLD_NEXT, "open64");
  const int existed = access(path, F_OK) == 0;
  if (!existed && (flags & O_CREAT) != 0 && is_ours(path)) {
    const struct File unborn = {.on_disk = !ends_with(path, "-shm")};
    if (count(&unborn)) return -1;
  }
  return note_open(path, flags, existed, real_open(path, flags, mode));
}

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_here(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_here(path, flags, mode);
}

int close(int descriptor) {
  if (descriptor >= 0 && descriptor < kMaxDescriptors) file_of_descriptor[descriptor] = 0;
  return real_close(descriptor);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t length, off_t offset) {
  struct File* file = file_of(descriptor);
  if (file == NULL) return real_pwrite(descriptor, bytes, length, offset);
  if (count(file)) {
    if (fail_errno != ENOSPC || length < 2 || fail_next) {
      fail_next = 0;
      return -1;
    }
    fail_next = 1;
    length /= 2;
  }
  const off_t before = size_of(descriptor);
  if (file->size_count == 0) note_size(file, before);
  note_sectors(descriptor, file, offset, length, 1);
  const ssize_t written = real_pwrite(descriptor, bytes, length, offset);
  note_sectors(descriptor, file, offset, length, 0);
  if (size_of(descriptor) != before) note_size(file, size_of(descriptor));
  return written;
}

ssize_t pwrite(int descriptor, const void* bytes, size_t length, off_t offset) {
  return pwrite64(descriptor, bytes, length, offset);
}

ssize_t write(int descriptor, const void* bytes, size_t length) {
  if (file_of(descriptor) == NULL) return real_write(descriptor, bytes, length);
  const off_t offset = lseek(descriptor, 0, SEEK_CUR);
  const ssize_t written = pwrite64(descriptor, bytes, length, offset);
  if (written > 0) lseek(descriptor, offset + written, SEEK_SET);
  return written;
}

int ftruncate64(int descriptor, off_t size) {
  struct File* file = file_of(descriptor);
  if (file == NULL) return real_ftruncate(descriptor, size);
  if (count(file)) return -1;
  const off_t before = size_of(descriptor);
  if (file->size_count == 0) note_size(file, before);
  const size_t cut = before > size ? (size_t)(before - size) : 0;
  note_sectors(descriptor, file, size, cut, 1);
  const int result = real_ftruncate(descriptor, size);
  note_sectors(descriptor, file, size, cut, 0);
  note_size(file, size);
  return result;
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

static void sync_folder(void) {
  for (int i = 0; i < kMaxFiles; ++i) {
    files[i].fresh = 0;
    if (files[i].grave[0] == '\0') continue;
    real_unlink(files[i].grave);
    forget_versions(&files[i]);
    memset(&files[i], 0, sizeof files[i]);
  }
}

static int sync_with(int (*real)(int), int descriptor) {
  struct File* file = file_of(descriptor);
  const int is_folder = descriptor >= 0 && descriptor < kMaxDescriptors && folder_of_descriptor[descriptor];
  if (file == NULL && !is_folder) return real(descriptor);
  const struct File any = {.on_disk = 1};
  if (count(file == NULL ? &any : file)) return -1;
  if (lie) return 0;
  if (file != NULL) forget_versions(file);
  if (is_folder) sync_folder();
  return 0;  // the disk is simulated: the real one need not work
}

int fsync(int descriptor) { return sync_with(real_fsync, descriptor); }
int fdatasync(int descriptor) { return sync_with(real_fdatasync, descriptor); }

int unlink(const char* path) {
  char full[PATH_MAX];
  if (realpath(path, full) == NULL || !is_ours(full)) return real_unlink(path);
  struct File* file = find_file(full);
  if (file == NULL) file = add_file(full, 0);
  if (count(file)) return -1;
  if (!file->on_disk || file->fresh) {
    forget_versions(file);
    memset(file, 0, sizeof *file);
    return real_unlink(path);
  }
  static int graves;
  char grave[PATH_MAX];
  if (snprintf(grave, sizeof grave, "%s.grave%d", full, ++graves) >= (int)sizeof grave) return real_unlink(path);
  if (link(full, grave) == 0) memcpy(file->grave, grave, sizeof grave);
  return real_unlink(path);
}
