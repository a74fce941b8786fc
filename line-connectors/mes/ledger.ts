import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Which files were imported, by the hash of what was in them: a file that comes again must not undo what came later. */
export interface Ledger {
  has(sha256: string): boolean;
  /** Resolves when the entry survives kill -9. */
  add(entry: {
    readonly sha256: string;
    readonly file: string;
    readonly time: string;
  }): Promise<void>;
}

/** The ledger in a folder, one line of JSON a file; a line that a crash cut off is passed over. */
export async function openLedger(folder: string): Promise<Ledger> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'imported.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  const known = new Set(text.split('\n').flatMap((line) => hashIn(line) ?? []));
  return {
    has: (sha256) => known.has(sha256),
    async add(entry) {
      const file = await open(path, 'a');
      try {
        // A line before it may have been cut off: an empty line does no harm.
        await file.appendFile(`\n${JSON.stringify(entry)}`);
        await file.sync();
      } finally {
        await file.close();
      }
      known.add(entry.sha256);
    },
  };
}

function hashIn(line: string): string | undefined {
  try {
    const { sha256 } = JSON.parse(line) as { sha256?: unknown };
    return typeof sha256 === 'string' ? sha256 : undefined;
  } catch {
    return undefined;
  }
}
