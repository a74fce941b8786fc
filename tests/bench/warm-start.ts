import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { atMost, type BenchRow, information, quantile } from './bench-row.ts';
import { requireViewer, tileShowsNumber, withBrowser } from './browser.ts';
import { serveHere, withFolder } from './served-twin.ts';
import { readStamps, watchStamps } from './stamp-watch.ts';

const bar_s = 4;
const starts = 3;

/** Seconds from the start of the process. */
interface Start {
  readonly url_s: number;
  readonly ready_s: number;
  /** Station list, live values of tags and a first sample by the stream. */
  readonly page_s: number;
  readonly prediction_s: number;
}

async function showsLiveLine(page: Page): Promise<void> {
  await page.locator('[data-station]').first().waitFor();
  await page.locator('[data-link=live]').waitFor();
  await tileShowsNumber(page, 'lineLoad');
  while ((await readStamps(page)).events === 0) await wait(20);
}

async function answersReady(url: string): Promise<void> {
  while (!(await fetch(`${url}/readyz`)).ok) await wait(50);
}

async function measure(folder: string, browser: Browser): Promise<Start> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await watchStamps(page);
  const twin = await serveHere(folder);
  const since = async (done: Promise<void>): Promise<number> => {
    await done;
    return (performance.now() - twin.begun) / 1000;
  };
  try {
    const ready = since(answersReady(twin.url));
    const opened = page.goto(twin.url, { waitUntil: 'commit' });
    const live = since(opened.then(() => showsLiveLine(page)));
    const predicted = since(opened.then(() => tileShowsNumber(page, 'porosity')));
    const [ready_s, page_s, prediction_s] = await Promise.all([ready, live, predicted]);
    return { url_s: twin.urlAfter_s, ready_s, page_s, prediction_s };
  } finally {
    await page.close();
    await twin.stop();
  }
}

/** `twinline serve` with certificates, history and viewer in place; median of three after one that makes them. */
export function run(): Promise<BenchRow[]> {
  requireViewer();
  return withFolder((folder) =>
    withBrowser(async (browser) => {
      const measured: Start[] = [];
      await measure(folder, browser);
      for (let i = 0; i < starts; i++) measured.push(await measure(folder, browser));
      const median = (of: keyof Start): number =>
        quantile(
          measured.map((start) => start[of]),
          0.5,
        );
      const page_s = median('page_s');
      return [
        atMost('warm start: page with stations and live tag values', page_s, 's', bar_s),
        information('warm start: URL line', median('url_s'), 's'),
        information('warm start: /readyz answers 200', median('ready_s'), 's'),
        information('warm start: predicted porosity on screen', median('prediction_s'), 's'),
      ];
    }),
  );
}
