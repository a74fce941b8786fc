import type { Page } from 'playwright-core';
import type { ViewerProbe } from '../../viewer/src/app/probe-contract.ts';
import { FakeLineServer } from '../support/fake-line-server.ts';
import { atMost, type BenchRow } from './bench-row.ts';
import { requireViewer, viewerFolder, withBrowser } from './browser.ts';

const measured_ms = 5000;
const segments = 90;

const frames = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.frames);

/** Waits until the first pictures are drawn and half a second brought none. */
async function settle(page: Page): Promise<number> {
  let before = 0;
  for (let looks = 0; looks < 60; looks++) {
    await page.waitForTimeout(500);
    const now = await frames(page);
    if (now > 0 && now === before) return now;
    before = now;
  }
  throw new Error(`the 3D view did not come to rest: ${before} frames`);
}

/** Frames of the 3D view on a line that stands still and sends heartbeats only. */
export async function run(): Promise<BenchRow[]> {
  requireViewer();
  const line = new FakeLineServer();
  line.advance(segments);
  const url = await line.start(viewerFolder);
  try {
    return await withBrowser(async (browser) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await page.goto(url);
      await page.locator('[data-link=live]').waitFor();
      const before = await settle(page);
      await page.waitForTimeout(measured_ms);
      const drawn = (await frames(page)) - before;
      // Without it, a view that cannot draw at all would keep the bar.
      line.advance(1);
      await page.waitForFunction(
        (count) => (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.frames > count,
        before + drawn,
      );
      return [atMost('idle viewer: frames drawn in 5 s', drawn, 'frames', 0)];
    });
  } finally {
    await line.stop();
  }
}
