import { type Browser, chromium } from 'playwright-core';

/** Where Chromium is, or should be. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

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
  return chromium.launch({
    executablePath: chromiumPath,
    args: [...quiet, '--enable-unsafe-swiftshader'],
  });
}

/** Chromium as on a machine without any WebGL. */
export function launchChromiumWithoutWebgl(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [...quiet, '--disable-gpu', '--disable-software-rasterizer'],
    ignoreDefaultArgs: ['--enable-unsafe-swiftshader'],
  });
}
