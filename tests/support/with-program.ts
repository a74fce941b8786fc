import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** Whether a program can be started by its name. */
export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Tests against a real program: skipped by name where it is not installed, failed where nothing may be left out (CI). */
export function describeWith(program: string, name: string, tests: () => void): void {
  if (hasProgram(program)) {
    describe(name, tests);
    return;
  }
  if (process.env['CI'] === undefined) {
    describe.skip(`${name} (needs ${program}, which is not installed)`, tests);
    return;
  }
  it(name, () => {
    throw new Error(`${program} is not installed, and CI leaves nothing out`);
  });
}
