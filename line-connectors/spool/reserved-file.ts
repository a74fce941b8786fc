import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';

const step = 16 * 2 ** 20;
const zeros = Buffer.alloc(2 ** 20);

/**
 * Disk space under the pages that LMDB is about to write. LMDB that finds the disk full can no longer even delete; so the
 * file is made longer by zeros beforehand, where a full disk is an error like any other.
 */
export class ReservedFile {
  readonly #descriptor: number;
  #length: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r+');
    this.#length = fstatSync(this.#descriptor).size;
  }

  /**
   * Makes sure of disk space up to an offset, and of more in steps so that the next call is cheap.
   * @throws Error ENOSPC, EFBIG or EDQUOT where the disk has no room
   */
  reserve(end: number): void {
    if (end <= this.#length) return;
    try {
      this.#extend(Math.max(end, this.#length + step));
    } catch (cause) {
      if (this.#length < end) throw cause;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #extend(end: number): void {
    while (this.#length < end) {
      const wanted = Math.min(zeros.length, end - this.#length);
      this.#length += writeSync(this.#descriptor, zeros, 0, wanted, this.#length);
    }
  }
}
