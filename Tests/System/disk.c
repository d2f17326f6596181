// A disk that keeps a diary and fails when told to: preloaded into the service, it stands between
// SQLite and the C library for the files of the database.
//
// DISK_DIARY names a file to which every change of those files is added in its order, with its bytes,
// and every answer on a socket before it leaves. DISK_FAULTS names a file, shared with the test, that
// says which calls are to fail.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME = 31, DESCRIPTORS = 4096 };

// One entry of the diary; the bytes that were written, or the name that was given, follow it.
struct entry {
    char kind; // c created, w written, t truncated, s synced, f sync failed, d folder synced, r renamed,
               // u unlinked, a answer
    char name[NAME];
    uint64_t offset;
    uint64_t length;
};

enum kind { CHANGE, SYNC };

// How many calls of each kind there were. Of the kinds in `kinds`, a bit each, the calls from `first`
// and before `end` fail.
struct faults {
    int32_t calls[2], kinds, first, end, error;
};

// By descriptor: the name of its file, if that is one of the database's, or nothing.
static char names[DESCRIPTORS][NAME];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int diary = -1;
static struct faults *faults;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("DISK_DIARY");
    if (path && (diary = REAL(open64)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0) abort();
    path = getenv("DISK_FAULTS");
    if (!path) return;
    int descriptor = REAL(open64)(path, O_RDWR | O_CLOEXEC);
    faults = mmap(NULL, sizeof *faults, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (faults == MAP_FAILED) abort();
    REAL(close)(descriptor);
}

// The name of one of the database's files, else nothing.
static const char *name_in(const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    int is_ours = strncmp(name, "invoices.db", 11) == 0 && strcmp(name + 11, ".lock") != 0;
    if (is_ours && strlen(name) >= NAME) abort();
    return is_ours ? name : "";
}

static const char *name_of(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS ? names[descriptor] : "";
}

static int is_kind(int descriptor, mode_t kind) {
    struct stat found;
    return fstat(descriptor, &found) == 0 && (found.st_mode & S_IFMT) == kind;
}

static void note(char kind, const char *name, uint64_t offset, uint64_t length, const void *bytes) {
    // The shared memory need not outlive a power cut.
    if (diary < 0 || strstr(name, "-shm")) return;
    struct entry entry = {.kind = kind, .offset = offset, .length = length};
    strcpy(entry.name, name);
    if (REAL(write)(diary, &entry, sizeof entry) != sizeof entry) abort();
    if (bytes && REAL(write)(diary, bytes, length) != (ssize_t)length) abort();
}

// Counts the call; true, with errno set, when it is to fail.
static int fails(enum kind kind) {
    if (!faults) return 0;
    faults->calls[kind]++;
    int count = 0;
    for (int one = CHANGE; one <= SYNC; one++)
        if (faults->kinds & 1 << one) count += faults->calls[one];
    if (!(faults->kinds & 1 << kind) || count < faults->first || count >= faults->end) return 0;
    errno = faults->error;
    return 1;
}

// The diary is in the order of the calls: one at a time, with its entry.
#define IN_ORDER(kind, type, expression)           \
    pthread_mutex_lock(&mutex);                    \
    type result = fails(kind) ? -1 : (expression); \
    int error = errno

#define DONE                       \
    pthread_mutex_unlock(&mutex);  \
    errno = error;                 \
    return result

static int open_file(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    const char *name = name_in(path);
    if (!*name) return real(path, flags, mode);
    if ((flags & O_ACCMODE) == O_RDONLY) {
        int descriptor = real(path, flags, mode);
        if (descriptor >= 0 && descriptor < DESCRIPTORS) strcpy(names[descriptor], name);
        return descriptor;
    }
    int is_new = access(path, F_OK) != 0;
    IN_ORDER(CHANGE, int, real(path, flags, mode));
    if (result >= DESCRIPTORS) abort();
    if (result >= 0) strcpy(names[result], name);
    if (result >= 0 && is_new) note('c', name, 0, 0, NULL);
    DONE;
}

#define OPEN(name)                                                    \
    int name(const char *path, int flags, ...) {                      \
        va_list arguments;                                            \
        va_start(arguments, flags);                                   \
        mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0; \
        va_end(arguments);                                            \
        return open_file(REAL(name), path, flags, mode);              \
    }
OPEN(open)
OPEN(open64)

int close(int descriptor) {
    if (*name_of(descriptor)) names[descriptor][0] = 0;
    return REAL(close)(descriptor);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
    const char *name = name_of(descriptor);
    if (!*name) return REAL(pwrite64)(descriptor, bytes, length, offset);
    IN_ORDER(CHANGE, ssize_t, REAL(pwrite64)(descriptor, bytes, length, offset));
    if (result > 0) note('w', name, offset, result, bytes);
    DONE;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
    return pwrite64(descriptor, bytes, length, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
    // The database's files are written by pwrite only, answers leave so.
    if (diary < 0 || !is_kind(descriptor, S_IFSOCK)) return REAL(write)(descriptor, bytes, length);
    pthread_mutex_lock(&mutex);
    note('a', "", 0, length, bytes);
    pthread_mutex_unlock(&mutex);
    return REAL(write)(descriptor, bytes, length);
}

int ftruncate64(int descriptor, off64_t length) {
    const char *name = name_of(descriptor);
    if (!*name) return REAL(ftruncate64)(descriptor, length);
    IN_ORDER(CHANGE, int, REAL(ftruncate64)(descriptor, length));
    if (result == 0) note('t', name, length, 0, NULL);
    DONE;
}

static int sync_file(int (*real)(int), int descriptor) {
    const char *name = name_of(descriptor);
    int is_folder = is_kind(descriptor, S_IFDIR);
    if (!*name && !is_folder) return real(descriptor);
    IN_ORDER(SYNC, int, real(descriptor));
    if (result == 0) note(is_folder ? 'd' : 's', name, 0, 0, NULL);
    if (result != 0 && !is_folder) note('f', name, 0, 0, NULL);
    DONE;
}

int fsync(int descriptor) {
    return sync_file(REAL(fsync), descriptor);
}

int fdatasync(int descriptor) {
    return sync_file(REAL(fdatasync), descriptor);
}

int unlink(const char *path) {
    const char *name = name_in(path);
    // SQLite takes files away that are not there.
    if (!*name || access(path, F_OK) != 0) return REAL(unlink)(path);
    IN_ORDER(CHANGE, int, REAL(unlink)(path));
    if (result == 0) note('u', name, 0, 0, NULL);
    DONE;
}

int rename(const char *from, const char *to) {
    const char *name = name_in(from), *new = name_in(to);
    if (!*name && !*new) return REAL(rename)(from, to);
    IN_ORDER(CHANGE, int, REAL(rename)(from, to));
    if (result == 0) note('r', name, 0, strlen(new), new);
    DONE;
}
