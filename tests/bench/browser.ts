import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';

/** Folder of the built viewer. */
export const viewerFolder = fileURLToPath(new URL('../../viewer/dist', import.meta.url));

/** Gives the work a page of a browser of its own, which is closed afterwards. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
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
