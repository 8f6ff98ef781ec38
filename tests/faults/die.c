/* A process that dies at one of its calls to the disk: at the GELEIT_DIE_AT-th pwrite64, fdatasync, fsync, rename or
 * unlink of all its threads together, before it is made.
 *
 * Loaded with LD_PRELOAD. A process that lives to its end writes into the file GELEIT_DIE_TOLD how many there were.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int made;

static void count(void) {
  const char *last = getenv("GELEIT_DIE_AT");
  int now = __atomic_add_fetch(&made, 1, __ATOMIC_SEQ_CST);
  if (last && now == atoi(last)) kill(getpid(), SIGKILL);
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("GELEIT_DIE_TOLD");
  FILE *told = path ? fopen(path, "w") : NULL;
  if (!told) return;
  fprintf(told, "%d", made);
  fclose(told);
}

ssize_t pwrite64(int fd, const void *from, size_t length, off_t at) {
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite64");
  count();
  return real(fd, from, length, at);
}

int fdatasync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  count();
  return real(fd);
}

int fsync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  count();
  return real(fd);
}

int rename(const char *old, const char *new) {
  int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
  count();
  return real(old, new);
}

int unlink(const char *path) {
  int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink");
  count();
  return real(path);
}
