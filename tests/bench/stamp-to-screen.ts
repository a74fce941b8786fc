import { virtualLineTagMap } from '../../line-connectors/virtual-line/tag-map.ts';
import { lineByName } from '../../physics/virtual-line/lines/by-name.ts';
import { lineSignalTable } from '../../physics/virtual-line/signals/all.ts';
import { atMost, type BenchRow, information, quantile } from './bench-row.ts';
import { requireViewer, tileShowsNumber, withBrowser } from './browser.ts';
import { serveHere, withFolder } from './served-twin.ts';
import { readStamps, watchStamps } from './stamp-watch.ts';

const bar_ms = 1000;
const settle_ms = 5000;
const measured_ms = 25_000;
/** Fewer than this and the p99 says nothing. */
const least = 100;
const station = 'calender';
/** How often a machine renews a fast tag [ms]. */
const fast_ms = 100;

/** Age of each newly shown value of the calender's tags, at the frame after the one that drew it; one clock for all. */
export function run(): Promise<BenchRow[]> {
  requireViewer();
  const signals = lineSignalTable(lineByName('demo'));
  const interval_ms = new Map(
    virtualLineTagMap('demo').map(({ tag }, i) => [tag as string, signals[i]!.samplingInterval]),
  );
  return withFolder((folder) =>
    withBrowser(async (browser) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await watchStamps(page);
      const twin = await serveHere(folder);
      try {
        await page.goto(`${twin.url}/?sel=station:${station}`);
        await tileShowsNumber(page, 'lineLoad');
        await page.waitForTimeout(settle_ms);
        const skipped = (await readStamps(page)).shown.length;
        await page.waitForTimeout(measured_ms);
        const { shown, unexplained } = await readStamps(page);
        const fresh = shown.slice(skipped);
        const isFast = ({ tag }: { tag: string }): boolean => interval_ms.get(tag) === fast_ms;
        const fast = fresh.filter(isFast);
        const slow = fresh.filter((row) => !isFast(row));
        if (fast.length < least || unexplained > 0) {
          throw new Error(
            `${fast.length} values of 10 Hz tags were shown, ${unexplained} shown values came with no sample`,
          );
        }
        const of = (rows: typeof fresh, key: 'age_ms' | 'arrival_ms', share: number): number =>
          quantile(
            rows.map((row) => row[key]),
            share,
          );
        const name = 'source time stamp to screen';
        return [
          atMost(`${name}, 10 Hz tags, p99`, of(fast, 'age_ms', 0.99), 'ms', bar_ms),
          information(`${name}, 10 Hz tags, median`, of(fast, 'age_ms', 0.5), 'ms'),
          information(`${name}, 10 Hz tags, values seen`, fast.length, 'values'),
          information(
            'source time stamp to page, 10 Hz tags, p99',
            of(fast, 'arrival_ms', 0.99),
            'ms',
          ),
          atMost(`${name}, slower tags, p99`, of(slow, 'age_ms', 0.99), 'ms', bar_ms),
          information(`${name}, slower tags, median`, of(slow, 'age_ms', 0.5), 'ms'),
        ];
      } finally {
        await twin.stop();
      }
    }),
  );
}
