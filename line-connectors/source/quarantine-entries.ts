import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptEntry, QuarantineReader } from '../../twin/domain/quarantine.ts';

/** Most that is read of the end of a file for one look: longest line times the most entries asked for [bytes]. */
const longestLook_bytes = 4 * 2 ** 20;

/** Reads what a quarantine folder keeps; a file that is being written or put aside meanwhile does no harm. */
export function quarantineReader(folder: string): QuarantineReader {
  async function connectors(): Promise<readonly string[]> {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
  return {
    connectors,
    async newest(connector, limit) {
      // The name comes from outside: only one that is a folder here is read.
      if (!(await connectors()).includes(connector)) return [];
      const found: KeptEntry[] = [];
      for (const file of ['newest.jsonl', 'before.jsonl']) {
        if (found.length >= limit) break;
        const lines = await lastLines(join(folder, connector, file));
        for (let at = lines.length - 1; at >= 0 && found.length < limit; at -= 1) {
          const entry = entryOf(connector, lines[at]!);
          if (entry !== undefined) found.push(entry);
        }
      }
      return found;
    },
  };
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** Lines at the end of a file, the first of them perhaps without its beginning; none where there is no file. */
async function lastLines(path: string): Promise<readonly string[]> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, longestLook_bytes);
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, size - length);
      return bytes.toString('utf8', 0, bytesRead).split('\n');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** The entry of a line; undefined for half a line, and for what somebody else wrote there. */
function entryOf(connector: string, line: string): KeptEntry | undefined {
  let found: Partial<Record<keyof KeptEntry, unknown>>;
  try {
    found = JSON.parse(line) as typeof found;
  } catch {
    return undefined;
  }
  if (typeof found !== 'object' || found === null) return undefined;
  const { time, source, code, reason, bytes, raw, left } = found;
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return undefined;
  if (typeof source !== 'string' || typeof code !== 'string' || typeof reason !== 'string') {
    return undefined;
  }
  return {
    connector,
    time,
    source,
    code,
    reason,
    ...(typeof bytes === 'number' && typeof raw === 'string' ? { bytes, raw } : {}),
    ...(typeof left === 'number' ? { left } : {}),
  };
}
