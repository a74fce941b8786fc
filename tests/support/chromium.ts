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

/** Tests in a real browser. Skipped, and said so, where Chromium is missing; in CI that is a failure. */
export function describeInBrowser(name: string, tests: () => void): void {
  const missing = !existsSync(executablePath);
  if (missing && process.env['CI'] === undefined) {
    console.warn(`skipped: ${name} (no Chromium at ${executablePath}; set CHROMIUM to its path)`);
  }
  describe.skipIf(missing && process.env['CI'] === undefined)(name, tests);
}
