import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium with WebGL by software. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...quiet, '--enable-unsafe-swiftshader'] });
}

/** Chromium as on a machine without any WebGL. */
export function launchChromiumWithoutWebgl(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [...quiet, '--disable-gpu', '--disable-software-rasterizer'],
    ignoreDefaultArgs: ['--enable-unsafe-swiftshader'],
  });
}

/** Whether browser tests run here: where Chromium is, and always in CI, where its absence is a failure. */
export const chromiumRuns = existsSync(executablePath) || process.env['CI'] !== undefined;

/** Tests in a real browser. Skipped, and said so, where Chromium is missing. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (!chromiumRuns) {
    console.warn(`skipped: ${name} (no Chromium at ${executablePath}; set CHROMIUM to its path)`);
  }
  describe.runIf(chromiumRuns)(name, tests);
}
