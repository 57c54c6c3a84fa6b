// A disk whose flushes fail when a test wants it: a library that is loaded before libc. Holds no test of its own.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface FailingFlush {
  /** for a process whose flushes fail while the file named is there */
  env(whileThere: string): Record<string, string>;
}

/** undefined = needs Linux and a C compiler (cc) */
export function failingFlush(folder: string): FailingFlush | undefined {
  if (process.platform !== "linux") return undefined;
  const source = join(folder, "flush.c");
  const library = join(folder, "flush.so");
  const body = (call: string): string =>
    `int ${call}(int fd) { static int (*real)(int); if (!real) real = dlsym(RTLD_NEXT, "${call}");
     if (access(getenv("FLUSH_FAILS"), F_OK) == 0) { errno = EIO; return -1; } return real(fd); }`;
  const includes = ["errno.h", "stdlib.h", "unistd.h", "dlfcn.h"]
    .map((name) => `#include <${name}>`)
    .join("\n");
  writeFileSync(source, `#define _GNU_SOURCE\n${includes}\n${body("fsync")}\n${body("fdatasync")}\n`);
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"], { stdio: "ignore" });
    return { env: (whileThere) => ({ LD_PRELOAD: library, FLUSH_FAILS: whileThere }) };
  } catch {
    return undefined;
  }
}
