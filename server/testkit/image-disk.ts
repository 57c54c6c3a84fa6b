// A disk whose power can be cut: a small file system in a file. What the system has not handed to the disk is not in the file, so that a
// copy of the file is what a computer finds after the power went. Linux, root.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const imageBytes = 32 * 1024 * 1024;

export class ImageDisk {
  /** where it is mounted */
  readonly path: string;
  readonly #image: string;

  private constructor(folder: string, name: string) {
    this.path = join(folder, name);
    this.#image = join(folder, `${name}.img`);
  }

  /** A new disk, without anything on it. undefined = this system or this user cannot mount one. */
  static make(folder: string, name: string): ImageDisk | undefined {
    const disk = new ImageDisk(folder, name);
    try {
      writeFileSync(disk.#image, "");
      truncateSync(disk.#image, imageBytes);
      run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0", disk.#image);
      disk.#mount();
      return disk;
    } catch {
      disk[Symbol.dispose]();
      return undefined;
    }
  }

  /** The disk as it is at one moment, without what was not handed to it. Nobody may be writing to it. */
  cut(name: string): ImageDisk {
    const copy = new ImageDisk(join(this.path, ".."), name);
    writeFileSync(copy.#image, this.#still());
    copy.#mount();
    return copy;
  }

  [Symbol.dispose](): void {
    try {
      run("umount", this.path);
    } catch {
      // it was not mounted
    }
    rmSync(this.#image, { force: true });
    rmSync(this.path, { recursive: true, force: true });
  }

  /** The system may write by itself while the image is read: two readings that are the same are the image as it was between them. */
  #still(): Buffer {
    for (let former = readFileSync(this.#image); ;) {
      const image = readFileSync(this.#image);
      if (image.equals(former)) return image;
      former = image;
    }
  }

  /** What nobody asks to be flushed stays in memory for as long as can be, so that its loss shows. */
  #mount(): void {
    mkdirSync(this.path, { recursive: true });
    run("mount", "-o", "loop,commit=300", this.#image, this.path);
  }
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { stdio: "ignore" });
}
