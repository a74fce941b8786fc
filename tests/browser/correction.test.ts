import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LineModelsDto } from '../../twin/contract/estimate.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';
import { type ServedTwin, serveTwin } from '../support/served-twin.ts';

describeInBrowser('the tiles of the overview while the line is measured', () => {
  let folder: string;
  let twin: ServedTwin;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinline-correction-'));
    [twin, browser] = await Promise.all([
      serveTwin(
        ['--', '--data', folder],
        { TWINLINE_VIRTUALLINE__PORT: '0', TWINLINE_VIRTUALLINE__FAULTS: '[]' },
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

  it('tells bands, where they come from, and the state of what corrects the predictions', async () => {
    const page = await (
      await browser.newContext({ viewport: { width: 1280, height: 720 } })
    ).newPage();
    await page.goto(twin.url);
    const tile = page.locator('[data-kpi=porosity]');
    const bands = tile.locator('.tile-bands');
    await bands.waitFor({ timeout: 90_000 });
    const text = (await bands.innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/50 % \d+\.\d to \d+\.\d 90 % \d+\.\d to \d+\.\d %/);
    expect(await bands.getAttribute('title')).toContain('too little web has been measured');
    expect(await tile.locator('rect.range-90').count()).toBe(1);
    expect(await tile.locator('rect.range-50').count()).toBe(1);
    expect(await tile.locator('.tile-model').innerText()).toMatch(
      /no correction yet|correction ok, /,
    );
    if (process.env['PICTURES'] !== undefined) {
      await page.screenshot({ path: join(process.env['PICTURES'], 'correction.png') });
    }
    const answer = await fetch(`${twin.url}/api/v1/models`);
    const { models } = (await answer.json()) as LineModelsDto;
    expect(models.map(({ id }) => id)).toEqual([
      'loading.ahead',
      'thickness.ahead',
      'porosity.ahead',
      'thickness.weighed',
      'porosity.weighed',
    ]);
    const metrics = await (await fetch(`${twin.url}/metrics`)).text();
    expect(metrics).toContain('twinline_model_health{model="porosity.weighed"');
  }, 120_000);
});
