import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StatusDto, TagDto } from '../../twin/contract/api.ts';
import { launchChromium } from '../support/chromium.ts';
import { chromiumRuns } from '../support/describe-in-browser.ts';
import { freePort } from '../support/free-port.ts';
import { type Influxd, startInfluxd } from '../support/influxd.ts';
import { type ServedTwin, serveTwin } from '../support/served-twin.ts';
import { describeWith } from '../support/with-program.ts';

/** Where pictures of the steps go when someone wants to look at them. */
const pictures = process.env['PICTURES'];

/** A line whose machines are ours, a press at an address where nobody listens, and a real historian. */
const configuration = (press: number, map: string, historian: string): string => `
plant:
  line: { name: Short line, path: short }
virtualLine: { line: short, seed: 7, port: 0 }
connectors:
  - { id: machines, kind: opcua, endpoint: virtual-line, security: { mode: None }, map: virtual-line }
  - { id: hydraulics, kind: modbus, endpoint: "tcp://127.0.0.1:${press}", firstRegister: 0, map: "${map}" }
historian: { kind: influx, url: "${historian}", database: plant }
recipes:
  - name: NMC622 70 g/m²
    material: nmc622-demonstration
    porosity_frac: { min: 0.295, target: 0.31, max: 0.335 }
    loading_g_per_m2: { min: 66, target: 70, max: 74 }
    thickness_um: { min: 20, target: 23.3, max: 26 }
`;

const map = `tag,connector,address,sourceUnit,samplingInterval_ms
demo.electrode.line1.hydraulics.pressure_Pa,hydraulics,1 holding 4 float32 ABCD,Pa,500
demo.electrode.line1.hydraulics.oilTemperature_degC,hydraulics,1 holding 6 float32 ABCD,degC,500
`;

/** More than a page of what was put away before that. */
const older = Array.from({ length: 30 }, (_, i) =>
  JSON.stringify({
    time: new Date(Date.UTC(2025, 11, 31, 0, i)).toISOString(),
    source: `tcp://127.0.0.1:502 ${'no-blank-in-it'.repeat(i === 29 ? 20 : 1)}`,
    code: 'MODBUS_BAD_FRAME',
    reason: `older ${i}`,
  }),
).join('\n');

/** What an earlier run put away: markup that must stay text, and bytes that are no text. */
const quarantined = [
  { raw: Buffer.from('<img src=x onerror="globalThis.broken=1">'), reason: 'no JSON' },
  { raw: Buffer.from([0, 1, 2, 0xfe, 0xff, 0x10]), reason: 'no answer to the request' },
]
  .map(({ raw, reason }, i) =>
    JSON.stringify({
      time: `2026-01-01T00:00:0${i}.000Z`,
      source: 'tcp://127.0.0.1:502',
      code: 'MODBUS_BAD_FRAME',
      reason,
      bytes: raw.byteLength,
      raw: raw.toString('base64'),
    }),
  )
  .join('\n');

const run = chromiumRuns
  ? describeWith
  : (_: string, name: string) => {
      console.warn(`skipped: ${name} (no Chromium)`);
      it.skip(name, () => undefined);
    };

run('influxd', 'the page of connections', () => {
  let folder: string;
  let influxd: Influxd;
  let twin: ServedTwin;
  let browser: Browser;
  let page: Page;
  const troubles: string[] = [];

  const read = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${twin.url}/api/v1/${path}`)).json()) as T;
  const picture = async (name: string, fullPage = false): Promise<void> => {
    if (pictures === undefined) return;
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinline-connections-'));
    if (pictures !== undefined) await mkdir(pictures, { recursive: true });
    const away = join(folder, 'data', 'quarantine', 'hydraulics');
    await mkdir(away, { recursive: true });
    await writeFile(join(away, 'newest.jsonl'), `${older}\n${quarantined}\n`);
    await writeFile(join(folder, 'hydraulics.csv'), map);
    influxd = await startInfluxd();
    const config = join(folder, 'twinline.yaml');
    const port = await freePort();
    await writeFile(config, configuration(port, join(folder, 'hydraulics.csv'), influxd.url));
    [twin, browser] = await Promise.all([
      serveTwin(['--config', config, '--data', join(folder, 'data')]),
      launchChromium(),
    ]);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 720 },
      timezoneId: 'Asia/Tokyo',
    });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    await page.goto(twin.url);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await twin?.stop();
    await influxd?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is announced on the overview, whose own values stay live', async () => {
    const banner = page.locator('[data-banner=aside]');
    await banner.filter({ hasText: 'hydraulics is failed' }).waitFor();
    await page.locator('[data-kpi=webSpeed] .value[data-stale=false]').first().waitFor();
    expect(await page.locator('[data-page=connections]').textContent()).toContain('1 not live');
    await picture('1-overview-with-a-broken-connector');
  }, 60_000);

  it('opens by the key C and by its link, keeps over a reload, and goes back', async () => {
    await page.keyboard.press('c');
    await page.locator('.connections h2').waitFor();
    expect(page.url()).toContain('screen=connections');
    await page.reload();
    await page.locator('.connections h2').waitFor();
    await page.keyboard.press('c');
    await page.locator('twinline-kpi-strip').waitFor();
    await page.locator('[data-page=connections]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.connections h2').waitFor();
    await page.goBack();
    await page.locator('twinline-kpi-strip').waitFor();
    await page.goForward();
    await page.locator('.connections h2').waitFor();
    expect(troubles).toEqual([]);
  }, 60_000);

  it('shows each connector with state, reason, code and the states of its tags', async () => {
    const broken = page.locator('[data-connector=hydraulics]');
    await broken.locator('[data-state=failed]').waitFor();
    expect(await broken.textContent()).toMatch(/MODBUS_UNREACHABLE/);
    expect(await broken.locator('[data-state=waiting]').count()).toBe(1);
    const live = page.locator('[data-connector=machines]');
    await live.locator('td [data-state=live]').first().waitFor();
    await live
      .getByText(/ago|now/)
      .first()
      .waitFor();
    await page.locator('[data-gaps="0"]').waitFor();
  }, 60_000);

  it('finds tags by state and by words', async () => {
    const rows = page.locator('.tag-rows tbody tr');
    await rows.first().waitFor();
    const all = await read<{ tags: TagDto[]; total: number }>('tags');
    expect(await rows.count()).toBe(Math.min(50, all.total));
    await page.locator('select[name=state]').selectOption('waiting');
    await page.locator('[data-tags="2"]').waitFor();
    expect(await rows.count()).toBe(2);
    expect(await rows.first().textContent()).toContain('its connector is failed');
    await page.locator('input[name=words]').fill('oil temp');
    await page.locator('[data-tags="1"]').waitFor();
    await page.locator('input[name=words]').fill('nothing like it');
    await page.getByText('No tag is like that.').waitFor();
    await page.locator('input[name=words]').fill('');
    await page.locator('select[name=state]').selectOption('');
    await page.locator(`[data-tags="${all.total}"]`).waitFor();
  }, 60_000);

  it('shows what stands in quarantine as text or bytes, never as markup', async () => {
    const entries = page.locator('.entry');
    await entries.first().waitFor();
    expect(await entries.count()).toBe(20);
    expect(await entries.first().textContent()).toMatch(/1 Jan 2026.*09:00:01 (GMT\+9|JST)/);
    await page.locator('button[name=olderEntries]').click();
    await page.locator('[data-quarantine="32"]').waitFor();
    expect(await entries.last().textContent()).toContain('older 0');
    expect(await page.locator('button[name=olderEntries]').count()).toBe(0);
    for (const summary of await page.locator('.entry summary').all()) await summary.click();
    expect(await entries.nth(0).locator('pre').textContent()).toBe('00 01 02 fe ff 10');
    expect(await entries.nth(1).locator('pre').textContent()).toContain('<img src=x');
    expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
    await picture('2-connections', false);
    await page.locator('[aria-label=Quarantine]').scrollIntoViewIfNeeded();
    await picture('3-quarantine');
  }, 60_000);

  it.each([
    ['light', 1280],
    ['dark', 390],
    ['light', 390],
  ] as const)(
    'has no violation that axe finds in %s and %d px wide, and lets nothing run over',
    async (colorScheme, width) => {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      await page.locator('.tag-rows tbody tr').first().waitFor();
      await page.evaluate(
        await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
      );
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
        const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
        const { violations, passes } = await axe.run({ runOnly });
        return {
          passed: passes.length,
          violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        };
      });
      await picture(`6-connections-${width}-${colorScheme}`, true);
      expect(found.violations).toEqual([]);
      expect(found.passed).toBeGreaterThan(10);
      // The tables scroll by themselves, and nothing else does.
      const over = await page
        .locator('html, main, .connections, .card')
        .evaluateAll((all) => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
      expect(Math.max(...over)).toBeLessThanOrEqual(1);
      await picture(`6-connections-${width}-${colorScheme}`, true);
      await page.setViewportSize({ width: 1280, height: 720 });
      await page.emulateMedia({ colorScheme: 'light' });
    },
    60_000,
  );

  it('says that the history is not being written while influxd is gone, and that it is again', async () => {
    await page.locator('[data-historian=ok]').waitFor();
    await influxd.kill();
    await page.locator('[data-historian=degraded]').waitFor();
    await page.locator('[data-banner=historian]').waitFor();
    const { spool, historian } = await read<StatusDto>('status');
    expect([spool.filling, historian.code ?? historian.reason]).toEqual([true, expect.any(String)]);
    expect(await page.locator('[data-spool]').textContent()).toMatch(/samples wait in the spool/);
    await page.locator('.connections h2').scrollIntoViewIfNeeded();
    await picture('4-historian-gone');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('5-historian-gone-dark');
    await page.getByText(/could not be asked/).waitFor();
    await influxd.restart();
    await page.locator('[data-historian=ok]').waitFor();
    await page.locator('[data-banner=historian]').waitFor({ state: 'detached' });
    expect((await read<StatusDto>('status')).historian.lostSamples).toBe(0);
  }, 90_000);
});
