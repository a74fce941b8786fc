import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LineDto } from '../../twin/contract/api.ts';
import type { ViewerProbe } from '../../viewer/src/app/probe-contract.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';
import { type ServedTwin, serveTwin } from '../support/served-twin.ts';

/** A slurry that grows richer at once, so that every new segment differs. */
const faults = [{ kind: 'slurryDrift', unit: 'coater', at_s: 5, ramp_s: 150, magnitude: 0.03 }];

describeInBrowser('npm start with no configuration file', () => {
  let folder: string;
  let twin: ServedTwin;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinline-demonstration-'));
    [twin, browser] = await Promise.all([
      serveTwin(
        ['--', '--data', folder],
        { TWINLINE_VIRTUALLINE__PORT: '0', TWINLINE_VIRTUALLINE__FAULTS: JSON.stringify(faults) },
        ['npm', 'start'],
      ),
      launchChromium(),
    ]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await twin?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('predicts within a minute and fills the ribbon with 100 and more colours', async () => {
    const page = await (
      await browser.newContext({ viewport: { width: 1280, height: 720 } })
    ).newPage();
    const opened = performance.now();
    await page.goto(twin.url);
    await page
      .locator('[data-kpi=porosity]')
      .filter({ hasText: 'predicted' })
      .filter({ hasText: /\d\d\.\d/ })
      .first()
      .waitFor({ timeout: 60_000 });
    expect(performance.now() - opened).toBeLessThan(60_000);
    const line = (await (await fetch(`${twin.url}/api/v1/line`)).json()) as LineDto;
    expect(line.virtual).toBe(true);
    expect(line.path.stations).toHaveLength(8);
    const colours = (): Promise<number> =>
      page.evaluate(() =>
        (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.distinctColours(),
      );
    await expect.poll(colours, { timeout: 180_000, interval: 2000 }).toBeGreaterThanOrEqual(100);
    if (process.env['PICTURES'] !== undefined) {
      await page.screenshot({ path: join(process.env['PICTURES'], 'demonstration.png') });
    }
  }, 260_000);
});
