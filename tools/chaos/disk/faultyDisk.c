/*
 * A disk that fails on purpose: loaded before libc (LD_PRELOAD), it counts what a process does to the files of one database
 * and at a given call kills the process there, writes a part of the bytes only, says that the disk is full, or is slow.
 *
 *   FAULTY_DISK_NAME    calls count on files whose path contains it
 *   FAULTY_DISK_ACTION  before | torn | after: SIGKILL there; full: ENOSPC; slow: waits in fsync; count: nothing
 *   FAULTY_DISK_AT      the call that it happens at, from 1; full: and at all that follow
 *   FAULTY_DISK_CALLS   full: how many calls find the disk full; default all
 *   FAULTY_DISK_SHARE   torn: how many of 1000 bytes reach the file
 *   FAULTY_DISK_DELAY   slow: microseconds
 *   FAULTY_DISK_REPORT  file that gets a line: what was hit, or for count the number of calls
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define ORIGINAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static atomic_long calls;
static atomic_long fullCalls;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

static long number(const char *name) { return atol(setting(name)); }
static int actionIs(const char *action) { return strcmp(setting("FAULTY_DISK_ACTION"), action) == 0; }

static void report(const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  int fd = open(setting("FAULTY_DISK_REPORT"), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (fd < 0) return;
  if (ORIGINAL(write)(fd, line, length) != length) abort();
  close(fd);
}

static int isWatched(const char *path) {
  const char *name = setting("FAULTY_DISK_NAME");
  return name[0] != '\0' && strstr(path, name) != NULL;
}

/* Where the file descriptor leads, or an empty text when it is none of the database's files. */
static const char *watched(int fd, char path[512]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, 511);
  path[length < 0 ? 0 : length] = '\0';
  if (!isWatched(path)) path[0] = '\0';
  return path;
}

static void die(const char *call, const char *path) {
  report("%s %s %s\n", setting("FAULTY_DISK_ACTION"), call, strrchr(path, '/') + 1);
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Whether this call is the one; counts it. */
static int isDue(void) { return atomic_fetch_add(&calls, 1) + 1 == number("FAULTY_DISK_AT"); }

static int isFull(void) {
  if (!actionIs("full") || atomic_load(&calls) < number("FAULTY_DISK_AT")) return 0;
  long most = number("FAULTY_DISK_CALLS");
  if (atomic_fetch_add(&fullCalls, 1) == 0) report("full\n");
  return most == 0 || atomic_load(&fullCalls) <= most;
}

/* How many bytes of a write are let through; -1: the disk is full. */
static ssize_t let(int due, size_t count) {
  if (isFull()) return -1;
  if (!due || !actionIs("torn")) return count;
  return (ssize_t)(count * number("FAULTY_DISK_SHARE") / 1000);
}

#define WRITING(call, name, ...)                                   \
  char path[512];                                                  \
  if (watched(fd, path)[0] == '\0') return call(fd, buffer, count, ##__VA_ARGS__); \
  int due = isDue();                                               \
  if (due && actionIs("before")) die(name, path);                  \
  ssize_t some = let(due, count);                                  \
  if (some < 0) {                                                  \
    errno = ENOSPC;                                                \
    return -1;                                                     \
  }                                                                \
  ssize_t written = call(fd, buffer, some, ##__VA_ARGS__);         \
  if (due && (actionIs("after") || actionIs("torn"))) die(name, path); \
  return written;

ssize_t write(int fd, const void *buffer, size_t count) {
  WRITING(ORIGINAL(write), "write")
}
ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset) {
  WRITING(ORIGINAL(pwrite), "write", offset)
}
ssize_t pwrite64(int fd, const void *buffer, size_t count, off64_t offset) {
  WRITING(ORIGINAL(pwrite64), "write", offset)
}

#define OTHER(call, name)                                              \
  int due = isDue();                                                   \
  if (due && (actionIs("before") || actionIs("torn"))) die(name, path); \
  int result = call;                                                   \
  if (due && actionIs("after")) die(name, path);                       \
  return result;

static void dawdle(void) {
  if (!actionIs("slow")) return;
  if (atomic_fetch_add(&fullCalls, 1) == 0) report("slow\n");
  usleep(number("FAULTY_DISK_DELAY"));
}

int fsync(int fd) {
  char path[512];
  if (watched(fd, path)[0] == '\0') return ORIGINAL(fsync)(fd);
  dawdle();
  OTHER(ORIGINAL(fsync)(fd), "sync")
}
int fdatasync(int fd) {
  char path[512];
  if (watched(fd, path)[0] == '\0') return ORIGINAL(fdatasync)(fd);
  dawdle();
  OTHER(ORIGINAL(fdatasync)(fd), "sync")
}
int ftruncate(int fd, off_t length) {
  char path[512];
  if (watched(fd, path)[0] == '\0') return ORIGINAL(ftruncate)(fd, length);
  OTHER(ORIGINAL(ftruncate)(fd, length), "truncate")
}
int ftruncate64(int fd, off64_t length) {
  char path[512];
  if (watched(fd, path)[0] == '\0') return ORIGINAL(ftruncate64)(fd, length);
  OTHER(ORIGINAL(ftruncate64)(fd, length), "truncate")
}
int unlink(const char *path) {
  if (!isWatched(path)) return ORIGINAL(unlink)(path);
  OTHER(ORIGINAL(unlink)(path), "unlink")
}

__attribute__((destructor)) static void tell(void) {
  if (actionIs("count") && atomic_load(&calls) > 0) report("%ld\n", atomic_load(&calls));
}
