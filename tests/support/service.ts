import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** Where a program of this machine is; undefined where it has none. */
export function programOf(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** `describe` for tests that need a program: skipped by its name where the machine lacks it, but never where CI is set. */
export function describeWith(program: string, name: string, suite: () => void): void {
  const missing = programOf(program) === undefined && process.env['CI'] !== 'true';
  describe.skipIf(missing)(
    missing ? `${name} (skipped: no ${program} here)` : name,
    { timeout: 60_000 },
    suite,
  );
}
