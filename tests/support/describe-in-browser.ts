import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import { chromiumPath } from './chromium.ts';

/** Whether browser tests run here: where Chromium is, and always in CI, where its absence is a failure. */
export const chromiumRuns = existsSync(chromiumPath) || process.env['CI'] !== undefined;

/** Tests in a real browser. Skipped, and said so, where Chromium is missing. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (!chromiumRuns) {
    console.warn(`skipped: ${name} (no Chromium at ${chromiumPath}; set CHROMIUM to its path)`);
  }
  describe.runIf(chromiumRuns)(name, tests);
}
