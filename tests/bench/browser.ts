import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-swiftshader',
];

/** Folder of the built viewer. */
export const viewerFolder = fileURLToPath(new URL('../../viewer/dist', import.meta.url));

/** Gives the work a page of a browser of its own, which is closed afterwards. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath, args });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** @throws Error when the viewer was not built */
export function requireViewer(): void {
  if (existsSync(`${viewerFolder}/index.html`)) return;
  throw new Error('the viewer is not built: node prepare.mjs');
}

/** Waits until a tile of the key values shows a number. */
export async function tileShowsNumber(page: Page, tile: string): Promise<void> {
  await page.locator(`[data-kpi=${tile}] b`, { hasText: /\d/ }).waitFor({ timeout: 120_000 });
}
