/* What a disk holds after a power loss: of every file below GELEIT_POWER_FROM, what was there at its last fsync.
 *
 * Loaded with LD_PRELOAD. At each fsync or fdatasync the file is copied to the same place below GELEIT_POWER_TO; what
 * is written later and never synced is not there, as it would not be on a disk that lost power. Renames and deletions
 * count as durable at once, as on a journalling file system that keeps their order.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Writes into `to` where `path` lies on the other side; 0 if it is none of ours. */
static int mirrored(const char *path, char *to) {
  const char *from = getenv("GELEIT_POWER_FROM"), *root = getenv("GELEIT_POWER_TO");
  if (!from || !root || strncmp(path, from, strlen(from))) return 0;
  return snprintf(to, PATH_MAX, "%s%s", root, path + strlen(from)) < PATH_MAX;
}

static void make_folders(char *path) {
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(path, 0700);
    *slash = '/';
  }
}

static void keep(int fd) {
  char link[64], path[PATH_MAX], to[PATH_MAX], part[PATH_MAX + 8], block[1 << 16];
  struct stat facts;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0 || fstat(fd, &facts) || !S_ISREG(facts.st_mode)) return;
  path[length] = 0;
  if (!mirrored(path, to)) return;
  make_folders(to);
  snprintf(part, sizeof part, "%s.part", to);
  int out = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600), in = open(path, O_RDONLY);
  off_t at = 0;
  for (ssize_t got; in >= 0 && out >= 0 && (got = pread(in, block, sizeof block, at)) > 0; at += got)
    if (write(out, block, got) != got) abort();
  if (in >= 0) close(in);
  if (out >= 0) close(out);
  /* The copy is there whole or not at all: the process may be killed at any moment. */
  rename(part, to);
}

int fsync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync"), answer = real(fd);
  if (!answer) keep(fd);
  return answer;
}

int fdatasync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync"), answer = real(fd);
  if (!answer) keep(fd);
  return answer;
}

int rename(const char *old, const char *new) {
  int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename"), answer = real(old, new);
  char from[PATH_MAX], to[PATH_MAX];
  if (!answer && mirrored(old, from) && mirrored(new, to)) {
    make_folders(to);
    real(from, to);
  }
  return answer;
}

int unlink(const char *path) {
  int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink"), answer = real(path);
  char there[PATH_MAX];
  if (!answer && mirrored(path, there)) real(there);
  return answer;
}
