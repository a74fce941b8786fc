import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** What the page's own script of `stamp-watch-page.js` keeps. */
interface StampWatch {
  /** Sample events that the stream brought. */
  readonly events: number;
  /** Changes of a shown value that no received sample explains. */
  readonly unexplained: number;
  readonly shown: readonly {
    readonly tag: string;
    /** From the source time stamp to the frame after the one that drew the value [ms]. */
    readonly age_ms: number;
    /** From the source time stamp to the arrival of the sample in the page [ms]. */
    readonly arrival_ms: number;
  }[];
}

/** Lets a page watch, from its first script on, when each sample comes and when the table of a station shows it. */
export function watchStamps(page: Page): Promise<unknown> {
  return page.addInitScript({
    path: fileURLToPath(new URL('stamp-watch-page.js', import.meta.url)),
  });
}

export function readStamps(page: Page): Promise<StampWatch> {
  return page.evaluate(() => (globalThis as unknown as { stampWatch: StampWatch }).stampWatch);
}
