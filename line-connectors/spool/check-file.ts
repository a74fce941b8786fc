import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { pageBytes } from './stored-bytes.ts';

/** Of LMDB's two meta pages, which both begin its file (`MDB_meta` of its mdb.c, behind a page header of 24 bytes). */
const magicAt = 24;
const versionAt = 28;
const lastPageAt = 144;
const metaEnd = 160;
const magic = 0xbeef_c0de;
const version = 2;

/**
 * Looks at what LMDB would not survive: it ends the process on a file that is cut short or not its own.
 * @throws Error where the folder cannot be written or the file is not LMDB's
 */
export function checkFile(folder: string): void {
  const path = join(folder, 'data.mdb');
  const isNew = !existsSync(path);
  const descriptor = openSync(path, isNew ? 'w+' : 'r+');
  try {
    const { size } = fstatSync(descriptor);
    if (size === 0) return;
    for (const page of [0, 1]) {
      const meta = Buffer.alloc(metaEnd);
      readSync(descriptor, meta, 0, metaEnd, page * pageBytes);
      if (meta.readUInt32LE(magicAt) !== magic) throw new Error('its format is not that of LMDB');
      const found = meta.readUInt32LE(versionAt);
      if (found !== version) throw new Error(`its format is version ${found} of LMDB`);
      if ((meta.readUInt32LE(lastPageAt) + 1) * pageBytes > size) {
        throw new Error('its format is that of LMDB, but it is cut short');
      }
    }
  } finally {
    closeSync(descriptor);
  }
}
